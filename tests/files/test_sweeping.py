"""What nothing names is swept, once nobody can be writing its record any more."""

import os
from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image

from forumapp.announcements.models.announcements import AnnouncementPicture
from forumapp.core.translated import Translated
from forumapp.files.models import Picture
from forumapp.files.services.pictures import media_folder, picture_file, store_picture
from forumapp.files.services.sweeping import sweep_pictures
from tests.records import a_person, an_announcement
from tests.support import NOW


def a_picture(colour: str, now: datetime = NOW) -> Picture:
    out = BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return store_picture(out.getvalue(), Translated(), now=now)


def age_folders() -> None:
    for folder in media_folder().glob("*/*"):
        os.utime(folder, (NOW.timestamp(), NOW.timestamp()))


def test_pictures_that_no_record_names_are_gone_after_a_day(session) -> None:
    led, shown, portrait, unused = (a_picture(each) for each in ("red", "blue", "green", "black"))
    announcement = an_announcement(picture=led)
    session.add_all([announcement, a_person(portrait=portrait)])
    session.flush()
    announcement.pictures.append(
        AnnouncementPicture(picture=shown, caption=Translated(), credit=Translated())
    )
    session.flush()
    hashes = {each.hash for each in (led, shown, portrait)}
    gone = unused.hash
    age_folders()
    sweep_pictures(NOW + timedelta(hours=23))
    assert session.get(Picture, unused.id) is unused
    for _run in range(2):
        sweep_pictures(NOW + timedelta(hours=25))
    assert {each.hash for each in session.query(Picture)} == hashes
    assert picture_file(gone, "small") is None
    assert all(picture_file(each, "small") for each in hashes)


def test_a_run_that_is_broken_off_leaves_a_picture_with_its_files(session) -> None:
    kept = a_picture("red").hash
    session.commit()
    age_folders()
    sweep_pictures(NOW + timedelta(hours=25))
    session.rollback()
    assert session.query(Picture).one().hash == kept
    assert picture_file(kept, "small")


def test_a_picture_that_is_chosen_again_is_new_again(session) -> None:
    a_picture("red")
    age_folders()
    again = a_picture("red", NOW + timedelta(hours=20))
    sweep_pictures(NOW + timedelta(hours=25))
    assert session.query(Picture).one() is again


def test_a_folder_whose_picture_was_never_written_is_gone_too(session) -> None:
    left = media_folder() / "ab" / "ab12"
    left.mkdir(parents=True)
    (left / "small.webp").write_bytes(b"x")
    age_folders()
    sweep_pictures(NOW + timedelta(hours=25))
    assert not left.exists()
