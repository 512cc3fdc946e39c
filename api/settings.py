"""Settings, read from the environment once and refused with words when they are wrong."""

import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL

from api.http import manifest
from api.limits.declared import Limits, Patience
from models.database import DEFAULT_URL, connect_url

ORIGIN = re.compile(r"https?://[^/\s]+")
"""An origin as browsers send it; see https://www.rfc-editor.org/rfc/rfc6454#section-6.2."""


class SettingsError(Exception):
    """A setting is wrong; the text names it, what it was, and what it may be."""


class Settings(Limits, Patience, BaseSettings):
    """What the environment decides: DATABASE_URL, PORT, and the others after ROSTER_.

    ROSTER_HOST is not HOST, which some shells set to the machine's name.
    """

    model_config = SettingsConfigDict(extra="ignore", env_prefix="ROSTER_", populate_by_name=True)

    database_url: str = Field(
        default=DEFAULT_URL,
        validation_alias="DATABASE_URL",
        description="sqlite:///FILE, or postgresql://USER:PASSWORD@HOST:PORT/NAME",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on")
    port: int = Field(
        default=8000, ge=1, le=65535, validation_alias="PORT", description="Port to listen on"
    )
    workers: int = Field(default=1, ge=1, le=64, description="Server processes")
    downloads: str = Field(
        default="downloads",
        min_length=1,
        description="Directory that roster export fills and the server offers",
    )
    plan: bool = Field(
        default=True,
        description="on or off: whether plans answer the operations that they cover",
    )
    rows: int = Field(
        default=50_000,
        ge=0,
        le=10_000_000,
        description="About how many rows plans keep in each process; 0 for none",
    )
    answers: int = Field(
        default=32,
        ge=0,
        le=4096,
        description="Megabytes of answers that each process keeps; 0 for none",
    )

    body: int = Field(
        default=256, ge=1, le=65_536, description="Kilobytes that the body of a request may have"
    )
    reading: float = Field(
        default=10,
        gt=0,
        le=3_600,
        description="Seconds within which the body of a request must have come",
    )
    max_age: int = Field(
        default=0,
        ge=0,
        le=31_536_000,
        description="Seconds for which caches may give an answer without asking again",
    )
    origins: str = Field(
        default="*",
        description="Origins whose pages may read answers, such as https://example.com, with "
        "spaces between them; * for all",
    )
    trusted: str | None = Field(
        default=None,
        description="File of trusted documents by their ids, as GraphQL Code Generator writes it",
    )
    trusted_only: bool = Field(
        default=False,
        description="on or off: whether nothing but trusted documents is answered",
    )

    log: Literal["json", "text"] | None = Field(
        default=None,
        description="json or text: the form of the log; on a terminal text, else json",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="debug, info, warning or error: what is logged at least; requests are info",
    )
    slow: float = Field(
        default=1_000,
        ge=0,
        description="Milliseconds above which a request is logged as slow; 0 for none",
    )
    metrics: str | None = Field(
        default=None,
        description="Directory in which the processes of a server share their figures",
    )

    @field_validator("metrics")
    @classmethod
    def _directory(cls, value: str | None) -> str | None:
        if value is not None and not Path(value).is_dir():
            raise ValueError("there is no such directory")
        return value

    @field_validator("origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for each in value.split():
            if each != "*" and not ORIGIN.fullmatch(each):
                raise ValueError(f"{each} is no origin")
        return value

    @field_validator("trusted")
    @classmethod
    def _manifest(cls, value: str | None) -> str | None:
        manifest.read(value)
        return value

    @field_validator("trusted_only")
    @classmethod
    def _only_what_is_there(cls, value: bool, info: ValidationInfo) -> bool:
        if value and not info.data.get("trusted"):
            raise ValueError("no file of trusted documents is named by ROSTER_TRUSTED")
        return value

    @field_validator("database_url")
    @classmethod
    def _known(cls, value: str) -> str:
        connect_url(value)
        return value

    @property
    def url(self) -> URL:
        """The database as SQLAlchemy addresses it, with the driver for plain programs."""
        return connect_url(self.database_url)


def read_settings(**given: Any) -> Settings:
    """Read the settings; those given as arguments win. Raise SettingsError with every fault."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = [_fault(fault["loc"], fault["input"], fault["msg"]) for fault in error.errors()]
        raise SettingsError("\n".join(faults)) from None


def _fault(place: tuple[int | str, ...], value: object, message: str) -> str:
    name = str(place[0]).lower()
    about = Settings.model_fields[name]
    words = message.removeprefix("Value error, ")
    shown = "" if name == "database_url" else f" {value!r}"  # it may hold a password
    variable = str(about.validation_alias or f"ROSTER_{name.upper()}")
    return f"{variable}{shown}: {words}. It is: {about.description}."
