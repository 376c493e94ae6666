"""What a user reads when something is wrong."""

import pickle

from sim.errors import GridResponseError, Problem, RunError, ScenarioError


def test_a_problem_prints_file_line_path_rule_found_and_what_was_meant() -> None:
    problem = Problem("street.yaml", 4, "town.walk.stops", "write min", "3 m", "3 min")
    assert str(problem) == (
        "street.yaml:4: town.walk.stops: write min, found 3 m, did you mean 3 min"
    )


def test_what_is_not_known_is_left_out() -> None:
    assert str(Problem("street.yaml", None, "", "no such file")) == "street.yaml: no such file"


def test_an_error_says_all_its_problems_one_a_line() -> None:
    error = ScenarioError([Problem("a.yaml", 1, "x", "is required"), Problem("b", 2, "y", "z")])
    assert str(error) == "a.yaml:1: x: is required\nb:2: y: z"


def test_a_long_or_broken_value_stays_on_one_line_and_in_sight() -> None:
    text = str(Problem("a.yaml", 1, "x", "rule", "one\ntwo" + "x" * 500))
    assert text == "a.yaml:1: x: rule, found one\\x0atwo" + "x" * 49 + "…"


def test_wrong_input_ends_with_2_and_a_failed_run_with_1() -> None:
    assert ScenarioError([]).exit_status == 2
    assert RunError("a broken sum").exit_status == 1
    assert issubclass(ScenarioError, GridResponseError)
    assert issubclass(RunError, GridResponseError)


def test_problems_survive_the_way_between_processes() -> None:
    error = ScenarioError([Problem("a.yaml", 1, "x", "is required")])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems
