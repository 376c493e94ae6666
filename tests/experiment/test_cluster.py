"""The same replications on a Dask cluster: identical, also when a worker is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.errors import RunError
from sim.experiment import Settings, cluster, replicate
from sim.experiment.cluster import ClusterError
from sim.experiment.cluster_work import pack, run_packed, unpack
from sim.experiment.replication import Job, run_task
from sim.scenario import load
from sim.store import Results
from tests.cluster import ROOT, Cluster, dask_cluster
from tests.experiment.fakes import MODEL, FakeScenario
from tests.test_store import with_files
from tests.waiting import PATIENCE_S, crowding

SHORT = ("--set", "horizon=8 d", "--replications", "6", "--no-report", "--quiet")
SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from sim.errors import GridResponseError
from sim.experiment import Settings, replicate
from tests.experiment.fakes import MODEL, FakeScenario

settings = Settings(model=MODEL, cluster={address!r})
try:
    print(replicate(FakeScenario(trouble={trouble!r}), 6, out={out!r}, settings=settings).ran)
except GridResponseError as error:
    print(error)
    sys.exit(error.exit_status)
"""


def run_command(out: Path, *how: str) -> subprocess.Popen[str]:
    """Start the same run of a small town, here or on a cluster."""
    town = str(ROOT / "scenarios" / "two-grids.yaml")
    return subprocess.Popen(
        [sys.executable, "-m", "sim", "run", town, *SHORT, "--out", str(out), *how],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip


def ends(running: subprocess.Popen[str]) -> tuple[int, str]:
    _, errors = running.communicate(timeout=300)
    return running.returncode, errors


def tables(out: Path) -> dict[str, bytes]:
    files = sorted(out.glob("*.parquet/*.parquet"))
    return {str(file.relative_to(out)): file.read_bytes() for file in files}


def fakes(tmp_path: Path, cluster: Cluster, trouble: str) -> subprocess.CompletedProcess[str]:
    """Run six replications of the fake scenario on a cluster, from an unguarded script."""
    script, out = tmp_path / "script.py", str(tmp_path / "out")
    settled = {"root": str(ROOT), "address": cluster.address, "trouble": trouble, "out": out}
    script.write_text(SCRIPT.format(**settled))
    return subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the tables of two processes here."""
    out = tmp_path_factory.mktemp("local")
    assert ends(run_command(out, "--processes", "2")) == (0, "")
    return tables(out)


@pytest.mark.long
@pytest.mark.parametrize("processes", ["1", "4"])
def test_any_number_of_processes_writes_the_same_bytes(
    tmp_path: Path, local: dict[str, bytes], processes: str
) -> None:
    assert ends(run_command(tmp_path, "--processes", processes)) == (0, "")
    assert tables(tmp_path) == local


@pytest.mark.long
def test_a_cluster_of_two_workers_writes_the_same_bytes(
    tmp_path: Path, local: dict[str, bytes]
) -> None:
    with dask_cluster(tmp_path / "dask") as workers:
        out = tmp_path / "out"
        assert ends(run_command(out, "--cluster", workers.address)) == (0, "")
    assert len(local) == 35  # ten tables of the first replication, five of five more
    assert tables(out) == local


@pytest.mark.long
def test_one_of_two_workers_killed_halfway_changes_no_byte(
    tmp_path: Path, local: dict[str, bytes]
) -> None:
    with dask_cluster(tmp_path / "dask") as workers:
        out = tmp_path / "out"
        running = run_command(out, "--cluster", workers.address)
        while running.poll() is None and not list(out.glob("measures.parquet/s*.parquet")):
            time.sleep(0.02)
        workers.workers[0].send_signal(signal.SIGKILL)
        done = len(list(out.glob("measures.parquet/s*.parquet")))
        assert ends(running)[0] == 0
    assert 0 < done < 6
    assert tables(out) == local


@pytest.mark.long
def test_a_replication_that_kills_its_worker_thrice_is_named_and_the_rest_goes_on(
    tmp_path: Path,
) -> None:
    with dask_cluster(tmp_path / "dask", nanny=True) as workers:
        done = fakes(tmp_path, workers, "die 3")
    assert done.returncode == 1
    assert "killed a process 3 times" in done.stdout
    assert "during: scenario base, replication 3. The other 5 " in done.stdout
    results = Results(tmp_path / "out")
    assert [results.finished(0, r, "daily") for r in range(6)] == [True] * 3 + [False] + [
        True
    ] * 2


@pytest.mark.long
def test_an_error_on_the_cluster_is_named_and_not_tried_again(tmp_path: Path) -> None:
    with dask_cluster(tmp_path / "dask", workers=1) as workers:
        done = fakes(tmp_path, workers, "error 1")
        again = fakes(tmp_path, workers, "")
    assert done.returncode == 1
    assert done.stdout.startswith("scenario base, replication 1: ZeroDivisionError: nothing")
    assert again.stdout == "5\n"  # the first was kept; the error's replication is run now


@pytest.mark.long
def test_ctrl_c_leaves_a_cluster_within_two_seconds(tmp_path: Path) -> None:
    with dask_cluster(tmp_path / "dask") as workers:
        out = tmp_path / "out"
        running = run_command(out, "--cluster", workers.address)
        while running.poll() is None and not list(out.glob("measures.parquet/s*.parquet")):
            time.sleep(0.02)
        crowded = crowding()
        running.send_signal(signal.SIGINT)
        began = time.monotonic()
        said = running.communicate(timeout=PATIENCE_S)[1]
        took_s = time.monotonic() - began
    assert running.returncode == 130
    assert "replications are finished and kept" in said
    assert took_s < 2 * max(crowded, crowding())


def test_an_address_without_a_scheduler_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 0.2)
    settings = Settings(model=MODEL, cluster="tcp://127.0.0.1:9")
    with pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:9: no Dask scheduler") as told:
        replicate(FakeScenario(), 2, settings=settings)
    assert told.value.exit_status == 2


def test_a_missing_library_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(cluster, "import_module", missing)
    with pytest.raises(ClusterError, match=r"pip install 'gridresponse\[cluster\]'"):
        replicate(FakeScenario(), 2, settings=Settings(model=MODEL, cluster="tcp://x:1"))


def test_a_job_travels_with_the_files_that_its_scenarios_name(tmp_path: Path) -> None:
    scenario = with_files(tmp_path)
    job = Job((scenario,), MODEL, tmp_path, "daily", False)
    kit = unpack(pack(job))
    (there,) = kit.job.scenarios
    assert there == scenario
    assert there.root != scenario.root
    assert (there.root / "nets/pairs.csv").read_text() == "a,b\n0,1\n"


def test_a_worker_returns_the_bytes_that_a_local_run_writes(tmp_path: Path) -> None:
    job = Job((load(ROOT / "scenarios/theory/mmc.yaml"),), MODEL, tmp_path, "daily", False)
    run_task(job, (0, 1))
    _, encoded = run_packed(unpack(pack(job)), (0, 1))
    for table, content in encoded.items():
        assert Results(tmp_path).path(table, 0, 1).read_bytes() == content


def test_a_worker_with_other_code_refuses_the_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = pack(Job((FakeScenario(),), MODEL, tmp_path, "daily", False))
    monkeypatch.setattr("sim.store.provenance.code_hash", lambda: "another")
    with pytest.raises(RunError, match=r"would give other results.*code has changed"):
        unpack(packed)
