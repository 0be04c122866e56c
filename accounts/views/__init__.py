"""The pages of people: start, sign-up, sign-in, identity, profile, texts."""
