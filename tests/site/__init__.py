"""Tests of the pages."""  # noqa: A005  (mirrors src; nothing imports it as `site`)
