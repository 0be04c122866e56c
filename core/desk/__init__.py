"""The officers' desk: what every stage builds its pages and buttons from.

Nothing is saved here. Pages read; a button calls a service with the signed-in officer, and shows
its refusal. Each stage declares its pages in its own `admin.py`.
"""

from core.desk.actions import ServiceAction, Shown
from core.desk.admin import DeskAdmin
from core.desk.forms import ActionForm, NoteForm, ReasonForm
from core.desk.pages import Cell, Column, Fact, Figure, Panel, Table, case_url, list_url
from core.desk.panels import register_action, register_panel
from core.desk.queues import Queue, QueueItem, register_queue, time_left
from core.desk.timeline import timeline_panel
from core.desk.words import TONES, day, local, money, percent

__all__ = [
    "TONES",
    "ActionForm",
    "Cell",
    "Column",
    "DeskAdmin",
    "Fact",
    "Figure",
    "NoteForm",
    "Panel",
    "Queue",
    "QueueItem",
    "ReasonForm",
    "ServiceAction",
    "Shown",
    "Table",
    "case_url",
    "day",
    "list_url",
    "local",
    "money",
    "percent",
    "register_action",
    "register_panel",
    "register_queue",
    "time_left",
    "timeline_panel",
]
