# make demo: sets up everything and runs a small search on Fashion-MNIST. make test: sets up and passes every test.
SHELL := /bin/bash
.DELETE_ON_ERROR:

PYTHON ?= python3
JOBS ?= $(shell nproc)
BUILD := build/dev
LINT := build/lint
VENV := .venv
PY := $(VENV)/bin/python
# One compiler cache for every build folder of this checkout.
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := 1
# What ccache asks for where headers are compiled beforehand.
export CCACHE_SLOPPINESS := pch_defines,time_macros
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: help demo test build pi setup configure lint lint-changed sanitize fuzz xnnpack-newer format stubs bench wheel sdist release bare clean build/.docstrings
help:
	@echo "make demo    a small search on Fashion-MNIST, from a limit to trained, exported, timed networks"
	@echo "make test    every test: C++, Python, format, types"
	@echo "make build   the library and the Python modules, for work on narrows itself"
	@echo "make pi      narrows-device and the library for a Raspberry Pi, in build/pi"
	@echo "make xnnpack-newer  the engine's tests with the XNNPACK of Debian 13"
	@echo "make wheel   wheels for x86-64 and aarch64 that need no library and no compiler, in dist"
	@echo "make sdist   the source package, in dist"
	@echo "make bare    tries what users install in bare systems (root; the wheel first)"
	@echo "make bench   the benchmarks, as ratios against peers"
	@echo "make lint    clang-tidy over the C++ sources; make lint-changed: over what differs from main"
	@echo "make sanitize  the C++ tests of all parts under address and undefined-behaviour sanitizers"
	@echo "make fuzz    damaged files of every format under the sanitizers; ROUNDS=100000 for a long run"
	@echo "make format  formats all sources"
	@echo "make stubs   the type stubs of the compiled modules, after a change of the bindings"

# What only the tests need is fetched for them, torch above all: its download takes longer than all others.
demo: build/.packages $(VENV)/.demo
	@[ -f $(BUILD)/build.ninja ] || $(call configured,$(BUILD),$(foreach part,TRAINING TESTS BENCHMARKS EXAMPLES,-DNARROWS_$(part)=OFF))
	cmake --build $(BUILD) --parallel $(JOBS) --target _core
	$(VENV)/bin/narrows search --data fashion-mnist --space mobilenetv2 --max-parameters 50k --max-macs 3M --train 2 \
	  --epochs 5 --batch-size 32 --learning-rate 0.05 --schedule cosine --weight-decay 1e-4 --pad 1 --out runs/demo

test: build pi
	$(PY) tests/run_all.py --build $(BUILD) --jobs $(JOBS)

# Every part but those of torch and Python, with the sanitizers for addresses and undefined behaviour.
sanitize: setup
	@[ -f build/sanitize/build.ninja ] || cmake --preset sanitize > build/sanitize.log 2>&1 \
	  || { cat build/sanitize.log; exit 1; }
	cmake --build build/sanitize --parallel $(JOBS)
	$(PY) tests/run_all.py --build build/sanitize --jobs $(JOBS) --checks cpp

# Damaged files under the sanitizers, so many of each seed: ROUNDS=100000 takes about a quarter of an hour.
fuzz: setup
	cmake -S . -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DNARROWS_SANITIZE=ON -DNARROWS_TESTS=ON \
	  -DNARROWS_TIMING=OFF -DNARROWS_STORE=OFF > build/fuzz.log
	cmake --build build/fuzz --parallel $(JOBS) --target narrows_datasets_test
	ASAN_OPTIONS=quarantine_size_mb=16 NARROWS_FUZZ_ROUNDS=$(or $(ROUNDS),10000) \
	  build/fuzz/tests/datasets/narrows_datasets_test --test-case='mutated*'

xnnpack-newer: build/.packages
	cmake/xnnpack_newer.sh build/xnnpack-newer

wheel: setup pi
	$(pip_install) -r packaging/requirements.txt
	$(PY) packaging/wheel.py --out dist

sdist: setup
	@$(PY) -c "from scikit_build_core.build import build_sdist; print('dist/' + build_sdist('dist'))"

release: test wheel sdist
	packaging/release.sh

bare: wheel
	packaging/bare.sh

bench: build
	$(pip_install) -r python/requirements-bench.txt
	$(PY) benchmarks/run_all.py --build $(BUILD)

lint: build/.docstrings build/.lint-packages
	$(PY) tests/run_all.py --build $(LINT) --jobs $(JOBS) --checks tidy

build/.docstrings: setup  # what the bindings include; how each file is compiled by itself
	@[ -f $(LINT)/build.ninja ] || $(call configured,$(LINT),-DCMAKE_UNITY_BUILD=OFF)
	@cmake --build $(LINT) --target narrows_docstrings

# Only lines that differ from BASE, by default from main.
lint-changed: build/.docstrings build/.lint-packages
	$(PY) tests/run_all.py --build $(LINT) --jobs $(JOBS) --checks tidy-changed --base "$(BASE)"

format: $(VENV)/.ready
	git ls-files '*.cpp' '*.hpp' | xargs clang-format -i
	$(VENV)/bin/ruff format --quiet . && $(VENV)/bin/ruff check --quiet --fix .

stubs: build
	$(PY) python/make_stubs.py

setup: build/.packages build/.test-packages $(VENV)/.ready

build: configure
	cmake --build $(BUILD) --parallel $(JOBS)

configure: setup
	@grep -qs NARROWS_TRAINING:BOOL=ON $(BUILD)/CMakeCache.txt && [ -f $(BUILD)/build.ninja ] || $(call configured,$(BUILD))

configured = cmake --preset dev -B $(1) -DPython_EXECUTABLE=$(CURDIR)/$(PY) $(2) > $(1).log 2>&1 \
  || { cat $(1).log; exit 1; }

# narrows-device for a 64-bit Raspberry Pi as one folder, and the library to link programs of one's own with.
pi: build/.test-packages build/pi/sysroot/.ready
	@[ -f build/pi/build/build.ninja ] || cmake --preset pi > build/pi.log 2>&1 || { cat build/pi.log; exit 1; }
	cmake --build build/pi/build --parallel $(JOBS)
	@rm -rf build/pi/narrows-device build/pi/install
	@cmake --install build/pi/build --component folder --prefix build/pi/narrows-device --strip > build/pi.log
	@cmake --install build/pi/build --component cpp >> build/pi.log
	@du -sh build/pi/narrows-device

build/pi/sysroot/.ready: cmake/pi/sysroot.sh build/.packages build/.pi-packages
	cmake/pi/sysroot.sh build/pi/sysroot

# Debian packages: only those that are missing.
build/.packages: cmake/debian-packages.txt
	@$(install_packages)

build/.test-packages: tests/debian-packages.txt
	@$(install_packages)

build/.pi-packages: cmake/pi/debian-packages.txt
	@$(install_packages)

build/.lint-packages: cmake/lint-packages.txt
	@$(install_packages)

define install_packages
mkdir -p build; \
if ! command -v dpkg-query > /dev/null; then \
  echo "This is not a Debian system: install what $< names by its own means."; \
else \
  missing=$$(for p in $$(cat $<); do dpkg-query -W -f='$${Status}' $$p 2> /dev/null | grep -q 'ok installed' || echo $$p; done); \
  if [ -n "$$missing" ]; then \
    echo "installing" $$missing; \
    cmake/download.sh $(SUDO) sh -c 'apt-get update -q; DEBIAN_FRONTEND=noninteractive \
      apt-get install -qy --no-install-recommends "$$@"' apt $$missing > build/apt.log 2>&1 \
      || { tail -n 20 build/apt.log; exit 1; }; \
  fi; \
fi; \
touch $@
endef

# The virtual environment sees the package where it lies, and has a `narrows` command.
$(VENV)/.demo: python/requirements-demo.txt build/.packages
	$(PYTHON) -m venv $(VENV)
	$(pip_install) -r $<
	@echo "$(CURDIR)/python" > $$($(PY) -c "import site; print(site.getsitepackages()[0])")/narrows-dev.pth
	@printf '#!%s\nimport sys\nfrom narrows.cli import main\nif __name__ == "__main__":\n    sys.exit(main())\n' "$(CURDIR)/$(PY)" > $(VENV)/bin/narrows
	@chmod +x $(VENV)/bin/narrows
	@touch $@

$(VENV)/.ready: python/requirements-dev.txt $(VENV)/.demo
	$(pip_install) -r $<
	@touch $@

pip_install = cmake/download.sh $(PY) -m pip install --quiet --no-compile --disable-pip-version-check

clean:
	rm -rf build
