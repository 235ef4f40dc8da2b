from tests.contract import source


def test_no_room_is_without_a_name_of_its_own():
    assert source.nameless(source.PACKAGE) == []


def test_the_core_opens_nothing_and_reads_no_clock():
    assert source.impurities(source.PACKAGE) == []


def test_no_module_is_longer_than_the_wall():
    assert source.long_modules(source.PACKAGE) == []


def test_no_function_is_longer_than_the_wall():
    assert source.long_functions(source.PACKAGE) == []
