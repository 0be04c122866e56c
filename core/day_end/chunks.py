"""Running one step of one date, chunk by chunk, by however many workers there are.

A chunk is a row: claimed with SKIP LOCKED, worked and marked done in one transaction. A killed
worker's chunk is free again at once. When a chunk fails, its obligations are run one by one, each
behind a savepoint, and those that fail alone are set aside for the rest of the date.
"""

from __future__ import annotations

import datetime as dt
import time
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Final

import structlog
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from core.actors import Actor
from core.day_end.errors import DayEndStuck
from core.day_end.steps import Step, StepResult
from core.errors import LoanwrightError
from core.models import DayEndChunk, QuarantinedObligation

PLAN_LOCK: Final = 7_240_002  # advisory: one worker lays out the chunks of a step
LARGEST_ID: Final = 2**63 - 1
TRIES_ALONE: Final = 3  # for an obligation that somebody else has locked
POLL_SECONDS: Final = 0.1
STUCK_AFTER_SECONDS: Final = 15 * 60

logger = structlog.get_logger(__name__)


@dataclass
class StepRun:
    """This worker's part in one step of one date."""

    step: Step
    on: dt.date
    actor: Actor
    at: dt.datetime
    _selected: list[int] | None = field(default=None, init=False)

    def work(self) -> None:
        """Lay out the chunks if nobody has, work those that are free, wait for those that are not.

        Raises DayEndStuck, and whatever a step without `select` raises.
        """
        self._plan()
        waiting_since = time.monotonic()
        while self._open_chunks().exists():
            if self._work_one():
                waiting_since = time.monotonic()
            elif time.monotonic() - waiting_since > STUCK_AFTER_SECONDS:
                raise DayEndStuck(step=self.step.name, on=self.on)
            else:
                time.sleep(POLL_SECONDS)

    def _open_chunks(self) -> QuerySet[DayEndChunk]:
        return DayEndChunk.objects.filter(on=self.on, step=self.step.name, done_at=None)

    @transaction.atomic
    def _plan(self) -> None:
        """All chunks of the step or none: their rows also say that it has been laid out."""
        chunks = DayEndChunk.objects.filter(on=self.on, step=self.step.name)
        if chunks.exists():
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLAN_LOCK])
        if chunks.exists():
            return
        ids = self._select()
        size = self.step.chunk_size
        starts = list(range(0, len(ids), size)) or [0]
        is_idle = self.step.select is not None and not ids
        DayEndChunk.objects.bulk_create(
            DayEndChunk(
                on=self.on,
                step=self.step.name,
                chunk=number,
                first_id=ids[start] if start else 0,
                last_id=ids[start + size] - 1 if start + size < len(ids) else LARGEST_ID,
                done_at=self.at if is_idle else None,
            )
            for number, start in enumerate(starts)
        )

    def _select(self) -> list[int]:
        if self._selected is None:
            self._selected = sorted(self.step.select(self.on)) if self.step.select else []
        return self._selected

    @transaction.atomic
    def _work_one(self) -> bool:
        chunk = self._open_chunks().select_for_update(skip_locked=True).order_by("chunk").first()
        if chunk is None:
            return False
        started = time.monotonic()
        result = self._run(self._ids_of(chunk))
        chunk.done_at = self.at
        chunk.loans, chunk.rows = result.loans, result.rows
        chunk.seconds = round(time.monotonic() - started, 3)
        chunk.save(update_fields=["done_at", "loans", "rows", "seconds"])
        return True

    def _ids_of(self, chunk: DayEndChunk) -> list[int]:
        ids = self._select()
        ids = ids[bisect_left(ids, chunk.first_id) : bisect_right(ids, chunk.last_id)]
        aside = set(
            QuarantinedObligation.objects.filter(on=self.on, released_at=None).values_list(
                "obligation_id", flat=True
            )
        )
        return [pk for pk in ids if pk not in aside]

    def _run(self, ids: list[int]) -> StepResult:
        if self.step.select is not None and not ids:
            return StepResult(0, 0)
        try:
            with transaction.atomic():
                result = self.step.run(ids, self.on, self.actor)
        except Exception as error:
            if not ids or not connection.is_usable():
                raise
            logger.warning("chunk failed", step=self.step.name, on=self.on, error=_describe(error))
            return self._run_alone(ids)
        self._release(ids)
        return result

    def _run_alone(self, ids: list[int]) -> StepResult:
        loans = rows = 0
        for pk in ids:
            result = self._run_one(pk)
            if result is not None:
                loans, rows = loans + result.loans, rows + result.rows
        return StepResult(loans, rows)

    def _run_one(self, pk: int) -> StepResult | None:
        for last in (*[False] * (TRIES_ALONE - 1), True):
            try:
                with transaction.atomic():
                    result = self.step.run([pk], self.on, self.actor)
            except OperationalError as error:  # a lock time-out or a deadlock may pass
                if not connection.is_usable():
                    raise
                if last:
                    self._set_aside(pk, error)
            except Exception as error:
                if not connection.is_usable():
                    raise
                self._set_aside(pk, error)
                return None
            else:
                self._release([pk])
                return result
        return None

    def _set_aside(self, pk: int, error: Exception) -> None:
        text = _describe(error)
        QuarantinedObligation.objects.update_or_create(
            on=self.on,
            step=self.step.name,
            obligation_id=pk,
            defaults={"error": text, "released_at": None},
        )
        logger.error(
            "obligation set aside", obligation=pk, step=self.step.name, on=self.on, exc_info=error
        )

    def _release(self, ids: list[int]) -> None:
        """What was set aside on an earlier date and went well now is no longer a case for people."""
        QuarantinedObligation.objects.filter(
            step=self.step.name, obligation_id__in=ids, released_at=None
        ).update(released_at=self.at)


def _describe(error: Exception) -> str:
    """Class and first line: the further lines of database errors quote rows."""
    if isinstance(error, LoanwrightError):
        return f"{type(error).__name__}: {error.code}"
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0][:300]}"
