"""Addresses, spelt in one place (product.md's table). Pure: names in, paths out.

Public addresses carry the language in front unless it is the default one; desk and account
addresses carry none. A house test compares this table with the application's routes.
"""

from urllib.parse import urlencode

PUBLIC = {
    "home": "/",
    "search": "/search",
    "opensearch": "/opensearch.xml",
    "suggestions": "/search/suggestions",
    "forums": "/forums/",
    "forum": "/forums/{slug}",
    "forum.ics": "/forums/{slug}.ics",
    "forum.full.ics": "/forums/{slug}.full.ics",
    "forum.jsonld": "/forums/{slug}.jsonld",
    "sessions.ics": "/forums/{slug}/sessions.ics",
    "sessions.full.ics": "/forums/{slug}/sessions.full.ics",
    "register": "/forums/{slug}/register",
    "registrations": "/registrations/",
    "confirm_address": "/registrations/confirm/{token}",
    "registration": "/registrations/{token}",
    "offer": "/offers/{token}",
    "registration.ics": "/registrations/{token}.ics",
    "registration.full.ics": "/registrations/{token}.full.ics",
    "invitation": "/invitations/{token}",
    "focal": "/focal/{token}",
    "preview": "/previews/{token}",
    "conferences": "/conferences/",
    "conference": "/conferences/{slug}",
    "conference.ics": "/conferences/{slug}.ics",
    "conference.full.ics": "/conferences/{slug}.full.ics",
    "announcements": "/announcements/",
    "announcement": "/announcements/{slug}",
    "announcements.atom": "/announcements.atom",
    "delegations": "/delegations/",
    "delegation": "/delegations/{slug}",
    "delegation.ics": "/delegations/{slug}.ics",
    "delegation.full.ics": "/delegations/{slug}.full.ics",
    "themes": "/themes/",
    "theme": "/themes/{slug}",
    "theme.ics": "/themes/{slug}.ics",
    "theme.full.ics": "/themes/{slug}.full.ics",
    "theme.atom": "/themes/{slug}.atom",
    "speakers": "/speakers/",
    "speaker": "/speakers/{slug}",
    "speaker.ics": "/speakers/{slug}.ics",
    "speaker.full.ics": "/speakers/{slug}.full.ics",
    "speaker.vcf": "/speakers/{slug}.vcf",
    "organizations": "/organizations/",
    "organization": "/organizations/{slug}",
    "organization.ics": "/organizations/{slug}.ics",
    "organization.full.ics": "/organizations/{slug}.full.ics",
    "organization.vcf": "/organizations/{slug}.vcf",
    "calendar": "/calendar",
    "calendar.ics": "/calendar.ics",
    "calendar.full.ics": "/calendar.full.ics",
    "card.png": "/cards/{kind}/{slug}.png",
    "opt_out": "/opt-out/{opt_out_token}",
    "readers": "/readers/",
    "reader": "/readers/{token}",
    "unsubscribe": "/readers/unsubscribe/{reader_token}",
    "embed_forum": "/embed/forums/{slug}",
    "embed_button": "/embed/forums/{slug}/button",
    "embed_calendar": "/embed/calendar",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "contact": "/contact",
}
UNLOCALIZED = {
    "media": "/media/{hash}/{size}",
    "document": "/documents/{uid}",
    "preview.media": "/previews/{token}/media/{hash}/{size}",
    "preview.document": "/previews/{token}/documents/{uid}",
    "private_calendar": "/calendars/{token}",
    "private_calendar.ics": "/calendars/{token}.ics",
    "private_calendar.full.ics": "/calendars/{token}.full.ics",
    "accent": "/accent/{colour}.css",
    "sitemap": "/sitemap.xml",
    "sitemap_part": "/sitemaps/{number}.xml",
    "robots": "/robots.txt",
    "oembed": "/oembed",
    "sign_in": "/sign-in",
    "sign_out": "/sign-out",
    "account": "/account/",
    "account_language": "/account/language",
    "ask_password": "/account/password/new",
    "choose_password": "/account/password/{token}",
    "desk": "/desk/",
    "desk_registrations": "/desk/forums/{forum_id}/registrations/",
    "health_live": "/health/live",
    "health_ready": "/health/ready",
}


def path(kind: str, language: str, default_language: str, /, **names: str) -> str:
    """The path of a page in a language: `path("forum", "zh", "en", slug="x")` is `/zh/forums/x`.

    Names that the address does not spell become its query (`?page=2`).
    """
    pattern = PUBLIC.get(kind) or UNLOCALIZED[kind]
    prefix = f"/{language}" if kind in PUBLIC and language != default_language else ""
    query = {name: value for name, value in names.items() if f"{{{name}}}" not in pattern and value}
    return prefix + pattern.format(**names) + (f"?{urlencode(query)}" if query else "")


def absolute(public_url: str, at: str) -> str:
    """The whole address of a path under the installation's public address."""
    return public_url.rstrip("/") + at
