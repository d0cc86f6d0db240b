# A thin face of course.py, which does the work on every system.  make alone lists the targets.
.DEFAULT_GOAL := help
COURSE = $(or $(PYTHON),python3) course.py
PLAIN = environment lab test lint unit books browser bench test-faults test-rows audit test-offline test-gpu \
	test-cpu site test-colab
.PHONY: help grade handout refresh stamp sweep new-lesson tidy test-matrix test-devices margins colab $(PLAIN)

help:
	@$(COURSE)

$(PLAIN):
	@$(COURSE) $@

# BOOKS="notebooks/..." names some lessons.
refresh tidy test-devices:
	@$(COURSE) $@ $(BOOKS)

# NAME="..." names some experiments; BEFORE=folder holds the code of the stored sweeps
stamp:
	@$(COURSE) $@ $(NAME) $(if $(BEFORE),--before $(BEFORE))

# NAME="..." names some experiments, SCHEDULER=tcp://... a Dask cluster.
sweep:
	@$(COURSE) $@ $(NAME) $(if $(SCHEDULER),--scheduler $(SCHEDULER))

# FOLDER=handed-in holds what the class has handed in
grade:
	@$(COURSE) $@ $(FOLDER)

# FOLDER=for-the-class is where the copies go
handout:
	@$(COURSE) $@ $(FOLDER)

new-lesson:
	@$(COURSE) $@ "$(TITLE)"

# OLDEST=1, NEWEST=1, PYTHONS="3.12" for a part
test-matrix:
	@$(COURSE) $@ $(if $(OLDEST),--oldest) $(if $(NEWEST),--newest) $(if $(PYTHONS),--pythons $(PYTHONS))

margins:
	@$(COURSE) $@ $(if $(SEEDS),--seeds $(SEEDS)) $(BOOKS)

# REPO=owner/name REF=tag; REPO= REF= takes them out
colab:
	@$(COURSE) $@ "$(REPO)" "$(REF)"
