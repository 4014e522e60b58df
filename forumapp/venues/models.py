"""The venue and its rooms."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Archivable, Base, Identified, Versioned
from forumapp.core.translated import Translated


class Venue(Base, Identified, Versioned, Archivable):
    """A place with an address and a zone. `city_key` is the slug by which lists and feeds filter."""

    __tablename__ = "venue"
    __public__ = True
    __table_args__ = (Index("ix_venue_city_key", "city_key"),)

    name: Mapped[Translated]
    street: Mapped[Translated]
    city: Mapped[Translated]
    city_key: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    zone: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    directions: Mapped[Translated]
    access: Mapped[Translated]
    step_free: Mapped[Translated] = mapped_column(server_default="{}")
    hearing_help: Mapped[Translated] = mapped_column(server_default="{}")
    quiet_space: Mapped[Translated] = mapped_column(server_default="{}")
    website: Mapped[str] = mapped_column(default="")

    rooms: Mapped[list["Room"]] = relationship(
        back_populates="venue", order_by="Room.position", cascade="all, delete-orphan"
    )


class Room(Base, Identified, Versioned):
    __tablename__ = "room"
    __public__ = True

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    name: Mapped[Translated]
    floor: Mapped[Translated]
    seats: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)

    venue: Mapped[Venue] = relationship(back_populates="rooms")
