"""A model column that holds personal data sealed and gives it back open only on access."""

from __future__ import annotations

from typing import Any, cast

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from core.privacy.sealing import seal, unseal


class Sealed(bytes):
    """Ciphertext as it lies in the database; what `values()` returns, so it cannot leak by accident."""


class _OpensOnAccess(DeferredAttribute):
    """A data descriptor (it has `__set__`), so that the instance's own dict is not read past it."""

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            return unseal(value, place=cast("SealedTextField", self.field).place(instance))
        return value


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Personal data, encrypted at rest and bound to table, the row's `public_id` and column."""

    descriptor_class = _OpensOnAccess

    def place(self, instance: Any) -> str:
        return f"{instance._meta.db_table}|{instance.public_id}|{self.attname}"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, str):
            return Sealed(seal(value, place=self.place(model_instance)))
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            raise TypeError(
                f"{self.name}: plain personal data must not reach a query; look it up by its blind index"
            )
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj: Any) -> str:
        return "sealed"
