from complaints.services.file_complaint import file_complaint
from complaints.services.handle_complaint import (
    answer_complaint,
    close_complaint,
    extend_complaint,
    take_complaint,
    withdraw_complaint,
)
from complaints.services.redress import request_redress

__all__ = [
    "answer_complaint",
    "close_complaint",
    "extend_complaint",
    "file_complaint",
    "request_redress",
    "take_complaint",
    "withdraw_complaint",
]
