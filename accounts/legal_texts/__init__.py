"""The long texts: terms of service and privacy notice, in Chinese and English."""
