from complaints.models.complaint import Complaint, Redress

__all__ = ["Complaint", "Redress"]
