import stat

import pytest

from stoppress.domain.configuration import Configuration
from stoppress.domain.errors import SettingError
from stoppress.site.configure import connection_settings, read_configuration, secret_keys


@pytest.fixture
def config_file(tmp_path):
    path = tmp_path / "stoppress.toml"

    def write(text: str) -> dict[str, str]:
        path.write_text(text, "utf-8")
        return {"STOPPRESS_CONFIG": str(path)}

    return write


def test_without_file_and_variables_the_defaults_hold(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_configuration({}) == Configuration()


def test_a_variable_wins_over_the_file(config_file):
    environment = config_file('operator_name = "File"\nalert_owners = 3\n')
    read = read_configuration(environment | {"STOPPRESS_OPERATOR_NAME": "Variable"})
    assert read == Configuration(operator_name="Variable", alert_owners=3)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("operator_nmae = 1", "there is no setting operator_nmae"),
        ("alert_owners = 'two'", "alert_owners is 'two'; write a number"),
        ("poll_interval = -1", "poll_interval is -1; write a number that is not negative"),
        ("poll_interval = nan", "poll_interval is nan"),
        ("fetch_private = 'perhaps'", "fetch_private is 'perhaps'; write true or false"),
        ("operator_name = ", "Invalid value"),
        ("public_address = 'news'", "public_address is 'news'; write a web address"),
        ("display_zone = 'Orvo'", "display_zone is 'Orvo'; write a time zone"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named_with_its_place(config_file, text, complaint):
    environment = config_file(text)
    with pytest.raises(SettingError, match=complaint) as raised:
        read_configuration(environment)
    assert environment["STOPPRESS_CONFIG"] in str(raised.value)


def test_a_wrong_variable_is_named():
    with pytest.raises(SettingError, match="the variable STOPPRESS_POLL_INTERVAL: poll_interval is 'soon'"):
        read_configuration({"STOPPRESS_POLL_INTERVAL": "soon"})


def test_a_file_that_is_named_and_missing_is_an_error(tmp_path):
    with pytest.raises(SettingError, match="does not exist"):
        read_configuration({"STOPPRESS_CONFIG": str(tmp_path / "none.toml")})


@pytest.mark.parametrize(
    ("listen", "address"),
    [
        ("127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("0.0.0.0:80", "http://127.0.0.1:80"),
        ("[::]:8000", "http://127.0.0.1:8000"),
    ],
)
def test_links_lead_to_where_the_pages_are_served_unless_an_address_is_set(listen, address):
    assert read_configuration({"STOPPRESS_WEB_LISTEN": listen}).public_address == address
    stated = {"STOPPRESS_WEB_LISTEN": listen, "STOPPRESS_PUBLIC_ADDRESS": "https://news.test"}
    assert read_configuration(stated).public_address == "https://news.test"


@pytest.mark.parametrize("url", ["", "mysql://x/y", "stoppress.db"])
def test_a_database_address_of_another_kind_is_refused(url):
    with pytest.raises(SettingError, match="database_url"):
        connection_settings(url)


def test_a_postgresql_address_is_taken_apart():
    found = connection_settings("postgresql://ada:p%40ss@db.test:5433/news")
    assert (found["NAME"], found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "news",
        "ada",
        "p@ss",
        "db.test",
        5433,
    )


def test_keys_are_made_once_readable_by_the_owner_only(tmp_path):
    folder = tmp_path / "keys"
    made = secret_keys(str(folder))
    assert secret_keys(str(folder)) == made
    assert made.signing != made.hashing
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_an_empty_key_is_refused_rather_than_used(tmp_path):
    secret_keys(str(tmp_path))
    (tmp_path / "signing.key").write_text("\n")
    with pytest.raises(SettingError, match=r"signing\.key is empty"):
        secret_keys(str(tmp_path))
