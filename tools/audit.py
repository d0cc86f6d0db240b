"""Ask PyPI for known weaknesses of every version in constraints.txt: ``python tools/audit.py``.

pip-audit is installed into an environment of its own, which is thrown away.  Where the service cannot be
reached, pip-audit alone would say "no known vulnerabilities" of packages that it never asked for; here that
is not an answer.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def verdict(report):
    """What a report of pip-audit says, in words: (lines, whether all is well)."""
    packages = report["dependencies"]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    weak = [(p["name"], p["version"], vuln) for p in packages for vuln in p.get("vulns", ())]
    lines = []
    for name, version, vuln in weak:
        remedy = f"mended in {', '.join(vuln['fix_versions'])}" if vuln["fix_versions"] else "not mended yet"
        lines.append(f"{name} {version} has a known weakness, {vuln['id']}: {remedy}")
    if skipped:
        lines.append(
            f"nothing is known about {len(skipped)} of {len(packages)} packages "
            f"({', '.join(skipped[:3])}, ...): was the advisory service reached?"
        )
    return lines or [f"no known weakness in {len(packages)} packages"], not (weak or skipped)


def audit(constraints, folder):
    """The report of pip-audit, a dict; ValueError in one sentence if there is none."""
    python, report = folder / "bin" / "python", folder / "report.json"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    quiet = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit"]
    if subprocess.run(quiet, capture_output=True).returncode:
        raise ValueError("pip-audit could not be installed: is there a network?")
    command = [python, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner=off"]
    command += ["--format=json", f"--output={report}", f"--requirement={constraints}"]
    subprocess.run(command, capture_output=True)
    if not report.exists():
        raise ValueError("pip-audit gave no report: the advisory service could not be reached")
    return json.loads(report.read_text(encoding="utf-8"))


def main():
    """Print the verdict; exit status 1 unless every package was looked up and none is weak."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            lines, well = verdict(audit(ROOT / "constraints.txt", Path(folder)))
        except ValueError as error:
            lines, well = [str(error)], False
    print("\n".join(lines))
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
