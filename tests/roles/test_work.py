import threading

from stoppress.bus import in_process
from stoppress.bus.in_process import announce
from stoppress.domain.signals import AlertIssued, ArticleStored
from stoppress.roles.work import Worker


class Rounds:
    """Counts rounds; lets a test wait for one."""

    def __init__(self, failing: int = 0) -> None:
        self.count = 0
        self.failing = failing
        self._worked = threading.Semaphore(0)

    def __call__(self) -> None:
        self.count += 1
        self._worked.release()
        if self.count <= self.failing:
            raise ValueError("a round that fails")

    def wait(self) -> bool:
        return self._worked.acquire(timeout=5)


def test_a_worker_works_at_once_and_again_on_its_signal_only():
    rounds = Rounds()
    worker = Worker("test", rounds, interval=60, signals=(ArticleStored,))
    worker.start()
    assert rounds.wait()
    announce(AlertIssued(1))
    announce(ArticleStored(1))
    assert rounds.wait()
    worker.stop()
    assert worker.join(timeout=5)
    assert rounds.count == 2


def test_a_worker_that_is_idle_stops_at_once_and_finishes():
    finished = threading.Event()
    worker = Worker("test", Rounds(), interval=3600, finish=finished.set)
    worker.start()
    worker.stop()
    assert worker.join(timeout=5)
    assert finished.is_set()


def test_a_round_that_fails_does_not_end_the_role():
    rounds = Rounds(failing=1)
    worker = Worker("test", rounds, interval=0.01)
    worker.start()
    assert rounds.wait()
    assert rounds.wait()
    worker.stop()
    assert worker.join(timeout=5)


def test_a_duty_that_fails_does_not_keep_the_others_from_being_done():
    failing, rounds = Rounds(failing=1000), Rounds()
    worker = Worker("test", failing, rounds, interval=60)
    worker.start()
    assert rounds.wait()
    worker.stop()
    assert worker.join(timeout=5)


def test_a_worker_that_ended_hears_no_signal_any_more():
    rounds = Rounds()
    worker = Worker("test", rounds, interval=60, signals=(ArticleStored,))
    worker.start()
    rounds.wait()
    worker.stop()
    worker.join(timeout=5)
    assert in_process._subscribers[ArticleStored] == []
