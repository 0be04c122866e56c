from core.audit.record import record, request_id

__all__ = ["record", "request_id"]
