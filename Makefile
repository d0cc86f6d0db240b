# make alone lists the targets.
.DEFAULT_GOAL := help
.PHONY: help environment lab test unit books browser lint refresh sweep bench new-lesson tidy test-faults audit site colab test-colab
export OMP_NUM_THREADS = 1
# glibc gives freed memory back at once and then pays for it again, at every training step: keep it.
export MALLOC_TRIM_THRESHOLD_ = 4000000000
export MALLOC_MMAP_THRESHOLD_ = 4000000000
RUN = .venv/bin/python -m
NBVAL = --nbval --nbval-current-env --nbval-sanitize-with=tests/sanitize.cfg --nbval-cell-timeout=180

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 13

environment: ## make .venv if it is missing
	@./tools/environment.sh

lab: export PYTHONSTARTUP = $(CURDIR)/tools/lab_start.py
lab: environment ## open JupyterLab at lesson 00
	$(RUN) jupyterlab $(if $(filter 0,$(shell id -u)),--allow-root) --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb

test: lint unit books browser ## everything below: what CI runs

lint: environment ## ruff, notebooks included
	$(RUN) ruff check .
	$(RUN) ruff format --check .

unit: environment ## unit tests, panels, exercises, structure of the notebooks
	$(RUN) pytest -q -m "not browser" tests

books: environment ## run every notebook and compare its outputs, strictly
	$(RUN) pytest -q -p no:cacheprovider $(NBVAL) notebooks

browser: environment ## open the lessons in JupyterLab in a headless Chromium
	$(RUN) pytest -q -m browser tests

refresh: environment ## run all notebooks in place and store their outputs (BOOKS="..." for some)
	.venv/bin/python tools/refresh.py $(BOOKS)
	.venv/bin/python tools/pictures.py

sweep: environment ## run the stored experiments where they are stale (NAME="..." for some, SCHEDULER=tcp://... for a Dask cluster)
	$(RUN) helpers.experiments.sweep $(NAME) $(if $(SCHEDULER),--scheduler $(SCHEDULER))

bench: environment ## measure and write data/results/bench.json
	.venv/bin/python tests/bench

new-lesson: environment ## begin a lesson: TITLE="What a gate costs"
	.venv/bin/python tools/new_lesson.py "$(TITLE)"

tidy: environment ## take out of saved notebooks what GitHub refuses (BOOKS="..." for some)
	.venv/bin/python tools/tidy.py $(BOOKS)

test-faults: environment ## every cell of every lesson twice, and too early, as after a restart
	EVERY_LESSON=1 $(RUN) pytest -q tests/test_cells.py

audit: environment ## ask for known weaknesses of the versions in constraints.txt (needs a network)
	.venv/bin/python tools/audit.py

# What needs an hour, a GPU or a namespace is not part of `make test`.
.PHONY: test-matrix test-offline test-gpu test-devices margins
# Warnings of our own code are errors in kernels too, and so is a figure that speaks by its hue alone.
books: export PYTHONSTARTUP = $(CURDIR)/tools/kernel_start.py
books: export LESSON_PROBE = hues

test-matrix: environment ## test with the oldest and the newest releases (OLDEST=1, NEWEST=1, PYTHONS="3.12" for a part)
	.venv/bin/python tools/matrix.py $(if $(OLDEST),--oldest) $(if $(NEWEST),--newest) $(if $(PYTHONS),--pythons $(PYTHONS))

test-offline: environment ## make test with the network taken away (Linux)
	.venv/bin/python tools/offline.py $(MAKE) test

test-gpu: environment ## what needs a GPU: the tests marked gpu, and every lesson's claims on it
	$(RUN) pytest -q -m gpu tests
	.venv/bin/python tools/execute.py --cuda

test-devices: environment ## every lesson's claims on a pretended device, as strict as a GPU (BOOKS="..." for some)
	.venv/bin/python tools/execute.py --elsewhere $(BOOKS)

margins: environment ## by how much claims hold: other instruction sets, SEEDS=20 other seeds (BOOKS="..." for some)
	.venv/bin/python tools/margins.py $(if $(SEEDS),--seeds $(SEEDS)) $(BOOKS)

site: environment ## the lessons as pages for a reader without Python, in site/
	.venv/bin/python tools/make_site.py

colab: environment ## write badge and address into every lesson: REPO=owner/name REF=tag (REPO= REF= takes them out)
	.venv/bin/python tools/colab.py "$(REPO)" "$(REF)"

test-colab: environment ## all lessons with Colab's versions, and the panels in the classic notebook (slow)
	$(RUN) pytest -q -rP -p no:cacheprovider tests/colab/lessons.py
