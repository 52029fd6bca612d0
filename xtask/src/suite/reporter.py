"""Writes one line a case (file, name, outcome, first line of the message) and lets no case hold up a run."""
import os

from robot.api import SuiteVisitor


class reporter(SuiteVisitor):
    """Used twice: before the run it sets limits of time, during the run it listens."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, target=None):
        self.target = target

    def visit_test(self, test):
        if not test.timeout:
            test.timeout = "120s"

    def end_suite(self, data, result):
        with open(self.target, "a", encoding="utf-8") as out:
            for test in result.tests:
                message = " ".join((test.message or "").split())[:300]
                out.write("\t".join([os.path.abspath(str(data.source)), test.name, test.status, message]) + "\n")
