"""What the newsroom keeps: outlets, feeds, entries, articles, events, claims, verdicts and alerts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stoppress.domain.alert import AlertKind
from stoppress.domain.article import Precision
from stoppress.domain.event import RepairKind
from stoppress.domain.verdict import Decision


class Outlet(models.Model):
    """A publication we watch."""

    name = models.CharField(max_length=200, unique=True)
    owner = models.CharField(max_length=200, blank=True, help_text="Who controls it; empty: nobody else.")
    home = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=12, blank=True)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Feed(models.Model):
    """An address polled for an outlet."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="feeds")
    address = models.URLField(max_length=1000, unique=True)
    added_at = models.DateTimeField()
    active = models.BooleanField(default=True)
    next_poll_at = models.DateTimeField()
    polled_at = models.DateTimeField(null=True, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    seen = models.CharField(max_length=64, blank=True)  # digest of what its entries were known by, last time
    failures = models.PositiveIntegerField(default=0)  # in a row
    last_error = models.CharField(max_length=500, blank=True)
    interval = models.FloatField(null=True, blank=True)  # seconds between polls, by its habit; None: not known yet
    stated_interval = models.FloatField(default=0)  # seconds that feed or server ask for at least
    skipped_hours = models.JSONField(default=list)  # of the day, UTC, in which the feed says that nothing comes
    last_new_at = models.DateTimeField(null=True, blank=True)  # when it last had a new entry
    usual_gap = models.FloatField(null=True, blank=True)  # seconds between times with new entries, smoothed
    empty_pages = models.PositiveIntegerField(default=0)  # in a row, read without an article in them
    alarm = models.CharField(max_length=200, blank=True)  # why the operator is to look at it
    alarmed_at = models.DateTimeField(null=True, blank=True)
    alarm_told = models.BooleanField(default=False)  # the operator was mailed of an alarm, not yet of its end
    lateness = models.FloatField(null=True, blank=True)  # seconds from due to answered, of the last poll

    def __str__(self) -> str:
        return f"{self.outlet} feed {self.pk}"


class HubState(models.TextChoices):
    """Where a subscription to a hub stands."""

    ASKED = "asked", "asked, not verified yet"
    ACTIVE = "active", "verified"
    DENIED = "denied", "refused by the hub"
    DEAD = "dead", "silent while the feed had news"


class HubSubscription(models.Model):
    """A feed's subscription to its WebSub hub; polling goes on behind it."""

    feed = models.OneToOneField(Feed, on_delete=models.CASCADE, related_name="hub")
    hub = models.URLField(max_length=1000)
    topic = models.URLField(max_length=1000)  # what the feed calls itself
    token = models.CharField(max_length=64, unique=True)  # in the address that the hub calls
    secret = models.CharField(max_length=64)  # by which it signs
    state = models.CharField(max_length=8, choices=HubState.choices, default=HubState.ASKED)
    asked_at = models.DateTimeField(null=True, blank=True)
    renew_at = models.DateTimeField()  # when to ask, or ask again
    lease_ends_at = models.DateTimeField(null=True, blank=True)
    pushed_at = models.DateTimeField(null=True, blank=True)
    pushes = models.PositiveIntegerField(default=0)  # with new entries
    missed = models.PositiveIntegerField(default=0)  # entries in a row that polling found first
    error = models.CharField(max_length=500, blank=True)
    alarm_told = models.BooleanField(default=False)  # the operator was mailed that it is dead, not yet that it is not

    def __str__(self) -> str:
        return f"hub of feed {self.feed_id}: {self.state}"


class EntryState(models.TextChoices):
    """Where the reading of an entry stands."""

    NEW = "new", "to be fetched"
    READ = "read", "read"
    FAILED = "failed", "given up"


class Entry(models.Model):
    """What a feed stated of one article."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="entries")
    identity = models.CharField(max_length=64)  # digest of guid or address
    guid_key = models.CharField(max_length=64, blank=True)  # this and the next: see stages.identity.Identity
    address_key = models.CharField(max_length=64, blank=True)
    words_key = models.CharField(max_length=64, blank=True)
    telling = models.BooleanField(default=False)
    edition = models.PositiveSmallIntegerField(default=1)  # counts up with each edit that is read
    url = models.URLField(max_length=2000, blank=True)
    title = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    content = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    precision = models.CharField(max_length=8, blank=True, choices=[(p.value, p.value) for p in Precision])
    seen_at = models.DateTimeField()
    backlog = models.BooleanField(default=False)  # published before the feed was watched: never alerted as new
    state = models.CharField(max_length=8, choices=EntryState.choices, default=EntryState.NEW)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["feed", "identity"], name="one_entry_per_identity")]
        indexes = [
            models.Index(fields=["id"], name="entries_to_read", condition=Q(state="new")),
            models.Index(fields=["guid_key"], name="entries_by_guid"),
            models.Index(fields=["address_key"], name="entries_by_address"),
            models.Index(fields=["words_key"], name="entries_by_words"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}: {self.state}"


class Event(models.Model):
    """What happened, as told by its articles."""

    opened_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True, blank=True)  # None: has an article that is not judged yet
    decision = models.CharField(max_length=8, blank=True, choices=[(d.value, d.value) for d in Decision])
    reasons = models.JSONField(default=list)  # of the latest verdict

    class Meta:
        indexes = [models.Index(fields=["id"], name="events_to_judge", condition=Q(judged_at__isnull=True))]

    def __str__(self) -> str:
        return f"event {self.pk}"


class Article(models.Model):
    """One outlet's piece; see domain.article.Article."""

    key = models.CharField(max_length=500, unique=True)  # its address, or what the input called it
    entry = models.OneToOneField(Entry, on_delete=models.SET_NULL, null=True, blank=True, related_name="article")
    outlet = models.CharField(max_length=200)
    owner = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    headline = models.TextField(blank=True)
    standfirst = models.TextField(blank=True)
    byline = models.TextField(blank=True)
    dateline = models.TextField(blank=True)
    lede = models.TextField(blank=True)
    body = models.JSONField(default=list)
    dropped = models.JSONField(default=list)  # of {"text", "reason"}
    language = models.CharField(max_length=12, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    precision = models.CharField(max_length=8, blank=True, choices=[(p.value, p.value) for p in Precision])
    section = models.CharField(max_length=200, blank=True)
    modified_at = models.DateTimeField(null=True, blank=True)
    paywalled = models.BooleanField(default=False)
    backlog = models.BooleanField(default=False)
    stored_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True, blank=True)
    event = models.ForeignKey(Event, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles")
    replaced_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces")
    placement = models.JSONField(default=dict)  # join or open, score and evidence; or the error that prevented it

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="articles_to_place", condition=Q(placed_at__isnull=True)),
            models.Index(fields=["stored_at"], name="articles_by_arrival"),
        ]

    def __str__(self) -> str:
        return f"article {self.pk}"


class Repair(models.Model):
    """A change to events after the arrival of their articles; see domain.event.Repair. Rows are never changed."""

    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in RepairKind])
    source = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="repairs_from")  # which the articles left
    goal = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="repairs_to")
    articles = models.ManyToManyField(Article, related_name="repairs")
    score = models.FloatField()  # probability that this is right
    evidence = models.JSONField(default=list)  # of {"kind", "value", "detail"}
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} from event {self.source_id} to event {self.goal_id}"


class ClaimRecord(models.Model):
    """One attribution found in an article; see domain.claim.Attribution. Spans count in the article's text."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="claims")
    source = models.JSONField(default=list)
    cue = models.JSONField(default=list)
    content = models.JSONField(default=list)
    kind = models.CharField(max_length=12)
    act = models.CharField(max_length=24)
    source_kind = models.CharField(max_length=16)
    speaker = models.JSONField(null=True, blank=True)  # {"name", "role", "body"}
    by = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "claim"

    def __str__(self) -> str:
        return f"claim {self.pk} of article {self.article_id}"


class Alert(models.Model):
    """What was sent about an event. Nothing here changes after it is issued, but for the withdrawal."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in AlertKind])
    issued_at = models.DateTimeField()
    subject = models.TextField()
    status = models.TextField()
    language = models.CharField(max_length=12, default="en")
    articles = models.ManyToManyField(Article, related_name="alerts")
    mailing = models.OneToOneField("mailroom.Mailing", on_delete=models.PROTECT, null=True, related_name="alert")
    deliveries_queued = models.PositiveIntegerField(default=0)
    skipped = models.JSONField(default=dict)  # skip reason → number of subscribers
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=Q(kind=AlertKind.ALERT.value), name="one_alert_per_event"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} of event {self.event_id}"


class ImportProgress(models.Model):
    """How far a file of articles was read; committed together with what was read of it."""

    name = models.CharField(max_length=500, unique=True)  # its path, or a digest of that where it is too long
    size = models.BigIntegerField()  # bytes; a file of another size or time is read anew
    modified = models.BigIntegerField()  # nanoseconds since 1970
    position = models.BigIntegerField(default=0)  # bytes; this and the next two: see stages.warc.Position
    inside = models.BigIntegerField(default=0)
    records = models.BigIntegerField(default=0)
    articles = models.BigIntegerField(default=0)  # stored from it
    done_at = models.DateTimeField(null=True, blank=True)  # None: not read to its end yet

    class Meta:
        verbose_name_plural = "import progress"

    def __str__(self) -> str:
        return f"import {self.pk}: {self.articles} articles"


class OutletLines(models.Model):
    """What repeats across an outlet's pages; see stages.repeats. A row of its own: few who read outlets need it."""

    outlet = models.OneToOneField(Outlet, on_delete=models.CASCADE, related_name="lines")
    lines = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"lines of outlet {self.outlet_id}"
