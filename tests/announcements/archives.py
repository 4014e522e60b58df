"""Archives of old releases, as tests pack them."""

import io
import zipfile

A_RELEASE = (
    b"Home > News > HCOT\n\nA Round Table on Quiet Harbours\n\n"
    b"Source:HCOT Release time:2019/9/10 13:52:28\n"
    b"The delegation and its hosts held a round table in Bergen, and Bruce Noz spoke for the keepers.\n"
    b"Contact Us"
)


def zip_of(files: dict[str, bytes]) -> bytes:
    """A zip of these files, by their names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def release(number: int) -> bytes:
    """One of many releases, each with its own words."""
    day = f"2019/{number % 12 + 1}/{number % 28 + 1} 09:30:00"
    return (
        f"Home > News > HCOT\n\nMeeting {number} of the Harbours\n\nSource:HCOT Release time:{day}\n"
        f"The {number}. meeting of the harbours took place in Bergen. Everybody came, and much was said.\n"
    ).encode()
