"""`stoppress attribute`: spans in the text as given."""

import json

from click.testing import CliRunner

from stoppress.cli.attribute import attribute
from stoppress.cli.read import read

TEXT = "  Orvo Mayor Ada Obi came.\n\n“Ships wait,” Obi said.\n"


def run(command, *arguments, given=None):
    result = CliRunner().invoke(command, arguments, input=given)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_spans_count_in_the_text_as_given():
    given = json.dumps({"id": "a", "text": TEXT})

    assert run(attribute, "-", given=given) == (
        0,
        [
            {
                "id": "a",
                "attributions": [
                    {
                        "source": [[42, 45]],
                        "cue": [[46, 50]],
                        "content": [[28, 41]],
                        "act": "say",
                        "kind": "direct",
                        "source_kind": "named",
                        "speaker": {"name": "Ada Obi", "role": "Orvo Mayor", "body": "Orvo"},
                        "by": None,
                    }
                ],
            }
        ],
        "",
    )
    assert (TEXT[42:45], TEXT[46:50], TEXT[28:41]) == ("Obi", "said", "“Ships wait,”")


def test_of_a_page_spans_count_in_the_text_that_read_gives(tmp_path):
    page = tmp_path / "page.html"
    paragraphs = "".join(f"<p>The bay of Orvo lies still, and on the {n}th day ships wait in it.</p>" for n in range(6))
    page.write_text(
        f"<html lang=en><body><article><h1>Ships wait</h1>{paragraphs}<p>“We wait for the tide,” said Ada Obi.</p>"
        "</article></body></html>",
        encoding="utf-8",
    )
    _, [article], _ = run(read, str(page))
    _, [found], _ = run(attribute, str(page))

    [said] = found["attributions"]
    assert [article["text"][start:end] for start, end in said["content"]] == ["“We wait for the tide,”"]


def test_a_bad_line_is_told_and_the_rest_goes_on():
    status, rows, problems = run(attribute, "-", given='{"id": "a", "text": "Nothing."}\n{bad\n')

    assert (status, rows) == (1, [{"id": "a", "attributions": []}])
    assert "stdin:2" in problems


def test_a_page_that_cannot_be_read_is_told_with_its_name_and_the_rest_goes_on(tmp_path):
    (tmp_path / "a.html").write_text("<html></html>", encoding="utf-8")
    (tmp_path / "b.txt").write_text("The old pier is long.", encoding="utf-8")

    status, rows, problems = run(attribute, str(tmp_path))

    assert (status, rows) == (1, [{"id": "b.txt", "attributions": []}])
    assert problems.startswith(f"{tmp_path / 'a.html'}: ")
