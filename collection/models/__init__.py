from collection.models.case import CollectionCase, ContactAttempt, PromiseToPay

__all__ = ["CollectionCase", "ContactAttempt", "PromiseToPay"]
