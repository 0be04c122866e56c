from core.transitions.move import log_move, move

__all__ = ["log_move", "move"]
