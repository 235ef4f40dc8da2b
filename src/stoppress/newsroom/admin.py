"""The newsroom in the admin: outlets and feeds to look after, and what came of them to look at."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, Prefetch, QuerySet, URLField
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from stoppress.mailroom.admin import RecordAdmin, RecordRows
from stoppress.newsroom.models import (
    Alert,
    Article,
    ClaimRecord,
    Entry,
    Event,
    Feed,
    HubSubscription,
    ImportProgress,
    Outlet,
    Repair,
)
from stoppress.stages.text.safe import one_line, plain, web_address

_TITLE_SHOWN = 140  # characters in a list
_TYPED_ADDRESSES = {URLField: {"assume_scheme": "https"}}  # what is typed without a scheme


def _shown(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _TITLE_SHOWN else f"{line[:_TITLE_SHOWN]}…"


def _link(address: str) -> str | SafeString:
    """Link a web address; anything else an outlet stated as one is shown as text."""
    if web_address(address) is None:
        return one_line(address)
    return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', address, address)


@admin.register(Outlet)
class OutletAdmin(admin.ModelAdmin):
    """The publications we watch."""

    list_display = ("name", "owner", "language", "feeds_watched", "added_at")
    list_filter = ("language",)
    search_fields = ("name", "owner", "home")
    ordering = ("name",)
    exclude = ("added_at",)
    formfield_overrides = _TYPED_ADDRESSES

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outlet]:
        """Count the feeds of each outlet with the list, not one by one."""
        return super().get_queryset(request).annotate(feeds_count=Count("feeds"))

    @admin.display(description="feeds", ordering="feeds_count")
    def feeds_watched(self, row: Outlet) -> int:
        """Show how many feeds it has."""
        return row.feeds_count

    def save_model(self, request: HttpRequest, obj: Outlet, form: ModelForm, change: bool) -> None:
        """Note when it was added."""
        if not change:
            obj.added_at = request.now
        super().save_model(request, obj, form, change)


@admin.register(Feed)
class FeedAdmin(admin.ModelAdmin):
    """The addresses polled, and how they are."""

    list_display = ("outlet", "health", "address", "active", "polled_at", "next_poll_at", "usual", "late")
    list_filter = (
        "active",
        ("alarm", admin.EmptyFieldListFilter),
        ("last_error", admin.EmptyFieldListFilter),
        "outlet",
    )
    list_select_related = ("outlet",)
    search_fields = ("address", "outlet__name")
    ordering = ("outlet__name", "address")
    autocomplete_fields = ("outlet",)
    formfield_overrides = _TYPED_ADDRESSES
    fields = ("outlet", "address", "active", "health", "polled_at", "next_poll_at", "added_at", "etag", "last_modified")
    readonly_fields = ("health", "polled_at", "next_poll_at", "added_at", "etag", "last_modified")

    @admin.display(ordering="failures")
    def health(self, row: Feed) -> str:
        """Show whether it answers, and what it said where it does not."""
        if row.alarm:
            return f"look at it: {one_line(row.alarm)}"
        if row.failures:
            return f"failed {row.failures} times in a row: {one_line(row.last_error)}"
        return "well" if row.polled_at else "not polled yet"

    @admin.display(description="news every")
    def usual(self, row: Feed) -> str:
        """Show how often it has news."""
        return f"{row.usual_gap / 60:.0f} min" if row.usual_gap is not None else ""

    @admin.display(description="late by")
    def late(self, row: Feed) -> str:
        """Show by how much it was polled late, last time."""
        return f"{row.lateness:.1f} s" if row.lateness is not None else ""

    def save_model(self, request: HttpRequest, obj: Feed, form: ModelForm, change: bool) -> None:
        """Poll a new feed, or one with a new address, at once and from the beginning."""
        if not change:
            obj.added_at = request.now
        if not change or {"address", "active"} & set(form.changed_data):
            obj.next_poll_at = request.now
            obj.etag = obj.last_modified = obj.last_error = ""
            obj.failures = obj.empty_pages = 0
            obj.alarm = ""
            obj.alarmed_at = None
        super().save_model(request, obj, form, change)


@admin.register(HubSubscription)
class HubSubscriptionAdmin(RecordAdmin):
    """The hubs that push what feeds publish."""

    list_display = ("feed", "hub_address", "state", "pushed_at", "pushes", "missed", "lease_ends_at", "problem")
    list_filter = ("state",)
    list_select_related = ("feed__outlet",)
    ordering = ("feed",)
    fields = (
        "feed",
        "hub_address",
        "state",
        "asked_at",
        "lease_ends_at",
        "renew_at",
        "pushed_at",
        "pushes",
        "missed",
        "problem",
    )

    @admin.display(description="hub")
    def hub_address(self, row: HubSubscription) -> str:
        """Show the hub's address, safe to read."""
        return one_line(row.hub)

    @admin.display
    def problem(self, row: HubSubscription) -> str:
        """Show what went wrong, safe to read."""
        return one_line(row.error)


@admin.register(ImportProgress)
class ImportProgressAdmin(RecordAdmin):
    """How far files were imported."""

    list_display = ("name", "articles", "done_at")
    ordering = ("-pk",)


@admin.register(Entry)
class EntryAdmin(RecordAdmin):
    """What the feeds stated."""

    list_display = ("id", "headline", "feed", "published_at", "seen_at", "state", "attempts", "backlog", "problem")
    list_filter = ("state", "backlog", "seen_at", "feed__outlet")
    list_select_related = ("feed__outlet",)
    search_fields = ("title", "url")
    ordering = ("-id",)
    fields = (
        "feed", "address", "headline", "said", "published_at", "seen_at", "state", "attempts", "due_at", "backlog",
        "problem",
    )  # fmt: skip

    @admin.display(description="title")
    def headline(self, row: Entry) -> str:
        """Show the title, safe to read."""
        return _shown(row.title)

    @admin.display(description="summary")
    def said(self, row: Entry) -> str:
        """Show the summary, safe to read."""
        return plain(row.summary)

    @admin.display
    def address(self, row: Entry) -> str:
        """Link to the outlet's page."""
        return _link(row.url)

    @admin.display(description="error")
    def problem(self, row: Entry) -> str:
        """Show why it could not be read."""
        return one_line(row.error)


class ClaimRows(RecordRows):
    """Who said what in an article, in the words of its text."""

    model = ClaimRecord
    fields = ("kind", "act", "source_kind", "who", "cue_words", "said")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClaimRecord]:
        """Fetch the article with its claims, not once for each."""
        return super().get_queryset(request).select_related("article")

    @admin.display(description="source")
    def who(self, row: ClaimRecord) -> str:
        """Show the words of the source."""
        return _words(row, row.source)

    @admin.display(description="cue")
    def cue_words(self, row: ClaimRecord) -> str:
        """Show the words that do the crediting."""
        return _words(row, row.cue)

    @admin.display(description="content")
    def said(self, row: ClaimRecord) -> str:
        """Show the words of the content."""
        return _words(row, row.content)


def _words(row: ClaimRecord, spans: list[list[int]]) -> str:
    text = "\n\n".join(row.article.body)
    return one_line(" … ".join(text[start:end] for start, end in spans))


@admin.register(Article)
class ArticleAdmin(RecordAdmin):
    """What was read, with what was left out and why."""

    list_display = ("id", "title", "outlet_name", "published_at", "stored_at", "event")
    list_filter = ("backlog", "language", "published_at")
    list_select_related = ("event",)
    search_fields = ("headline", "lede", "url", "outlet")
    ordering = ("-id",)
    fields = (
        "key", "title", "outlet_name", "owner_name", "address", "published_at", "precision", "stored_at", "placed_at",
        "event", "placed", "replaced_by", "section", "modified_at", "paywalled", "text", "left_out", "backlog",
    )  # fmt: skip
    inlines = (ClaimRows,)

    @admin.display(description="headline or lede")
    def title(self, row: Article) -> str:
        """Show what it is called."""
        return _shown(row.headline or row.lede)

    @admin.display(description="outlet", ordering="outlet")
    def outlet_name(self, row: Article) -> str:
        """Show who published it."""
        return _shown(row.outlet)

    @admin.display(description="owner")
    def owner_name(self, row: Article) -> str:
        """Show who controls the outlet."""
        return _shown(row.owner)

    @admin.display
    def address(self, row: Article) -> str:
        """Link to the outlet's page."""
        return _link(row.url)

    @admin.display
    def text(self, row: Article) -> str:
        """Show the paragraphs."""
        return plain("\n\n".join(row.body))

    @admin.display(description="left out")
    def left_out(self, row: Article) -> SafeString:
        """Show each dropped piece with its reason."""
        pieces = ((piece["reason"], one_line(piece["text"])) for piece in row.dropped)
        return format_html_join("", "<p><strong>{}</strong>: {}</p>", pieces)

    @admin.display(description="placement")
    def placed(self, row: Article) -> SafeString:
        """Show why it stands in its event."""
        return _pairs(row.placement)


def _pairs(stated: dict[str, object]) -> SafeString:
    return format_html_join(
        "", "<p><strong>{}</strong>: {}</p>", ((name, one_line(str(it))) for name, it in stated.items())
    )


class ArticleRows(RecordRows):
    """The articles of an event."""

    model = Article
    fields = ("title", "outlet_name", "address", "published_at", "placed_at")
    readonly_fields = fields

    @admin.display(description="headline or lede")
    def title(self, row: Article) -> str:
        """Show what it is called."""
        return _shown(row.headline or row.lede)

    @admin.display(description="outlet")
    def outlet_name(self, row: Article) -> str:
        """Show who published it."""
        return _shown(row.outlet)

    @admin.display
    def address(self, row: Article) -> str:
        """Link to the outlet's page."""
        return _link(row.url)


class AlertRows(RecordRows):
    """The alerts of an event."""

    model = Alert
    fields = ("kind", "about", "issued_at", "deliveries_queued", "withdrawn_at")
    readonly_fields = fields

    @admin.display(description="subject")
    def about(self, row: Alert) -> str:
        """Show the subject, safe to read."""
        return _shown(row.subject)


class RepairRows(RecordRows):
    """What was repaired to make an event what it is."""

    model = Repair
    fk_name = "goal"
    fields = ("kind", "source", "articles_count", "score", "made_at")
    readonly_fields = fields
    verbose_name_plural = "repairs: articles that came from other events"

    @admin.display(description="articles")
    def articles_count(self, row: Repair) -> int:
        """Show how many articles came."""
        return row.articles.count()


@admin.register(Repair)
class RepairAdmin(RecordAdmin):
    """Changes to events after the arrival of their articles."""

    list_display = ("id", "kind", "source", "goal", "score", "made_at")
    list_filter = ("kind", "made_at")
    list_select_related = ("source", "goal")
    ordering = ("-id",)
    fields = ("kind", "source", "goal", "moved", "score", "spoke", "made_at")

    @admin.display(description="articles")
    def moved(self, row: Repair) -> SafeString:
        """Show what the articles are called."""
        titles = row.articles.order_by("pk").only("headline", "lede")
        return format_html_join("", "<p>{}</p>", ((_shown(article.headline or article.lede),) for article in titles))

    @admin.display(description="evidence")
    def spoke(self, row: Repair) -> SafeString:
        """Show what spoke for it."""
        return _pairs({piece["kind"]: f"{piece['value']} {piece['detail']}" for piece in row.evidence})


@admin.register(Event)
class EventAdmin(RecordAdmin):
    """What happened, with its articles, its latest verdict and the reasons."""

    list_display = ("id", "title", "articles_count", "opened_at", "decision", "why", "judged_at")
    list_filter = ("decision", "opened_at")
    search_fields = ("articles__headline", "articles__lede", "articles__outlet")
    ordering = ("-id",)
    fields = ("title", "opened_at", "judged_at", "decision", "why")
    inlines = (ArticleRows, RepairRows, AlertRows)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Fetch the articles with the list, without their texts."""
        rows = super().get_queryset(request).annotate(articles_total=Count("articles", distinct=True))
        titles = Article.objects.only("headline", "lede", "event_id").order_by("pk")
        return rows.prefetch_related(Prefetch("articles", titles))

    @admin.display(description="first article")
    def title(self, row: Event) -> str:
        """Show what its first article is called."""
        first = next(iter(row.articles.all()), None)
        return _shown(first.headline or first.lede) if first else ""

    @admin.display(description="articles", ordering="articles_total")
    def articles_count(self, row: Event) -> int:
        """Show how many articles tell of it."""
        return row.articles_total

    @admin.display(description="reasons")
    def why(self, row: Event) -> str:
        """Show every reason of the verdict."""
        return "; ".join(str(reason) for reason in row.reasons)


@admin.register(Alert)
class AlertAdmin(RecordAdmin):
    """What was sent, and to how many."""

    list_display = ("id", "about", "kind", "issued_at", "event", "deliveries_queued", "withdrawn_at")
    list_filter = ("kind", "issued_at")
    list_select_related = ("event",)
    search_fields = ("subject",)
    ordering = ("-id",)
    fields = (
        "kind",
        "event",
        "about",
        "said",
        "issued_at",
        "reports",
        "post",
        "deliveries_queued",
        "passed_over",
        "withdrawn_at",
    )

    @admin.display(description="subject")
    def about(self, row: Alert) -> str:
        """Show the subject, safe to read."""
        return _shown(row.subject)

    @admin.display(description="status")
    def said(self, row: Alert) -> str:
        """Show the status line, safe to read."""
        return one_line(row.status)

    @admin.display(description="articles")
    def reports(self, row: Alert) -> SafeString:
        """Link the articles it rests on."""
        links = (
            (
                reverse("admin:newsroom_article_change", args=[article.pk]),
                _shown(article.headline or article.lede),
                _shown(article.outlet),
            )
            for article in row.articles.all()
        )
        return format_html_join("", '<p><a href="{}">{}</a> ({})</p>', links)

    @admin.display(description="deliveries")
    def post(self, row: Alert) -> str | SafeString:
        """Link its deliveries."""
        if row.mailing_id is None:
            return "none"
        address = f"{reverse('admin:mailroom_delivery_changelist')}?mailing__id__exact={row.mailing_id}"
        return format_html('<a href="{}">deliveries</a>', address)

    @admin.display(description="passed over")
    def passed_over(self, row: Alert) -> SafeString:
        """Show how many subscribers were skipped, by reason."""
        return _pairs(row.skipped)
