# Rivermaster. `make` builds, `make demo` shows, `make test` proves; `make help` lists the rest.

VERSION := 0.1.0
BUILD   ?= build
CC      ?= cc
PREFIX  ?= /usr/local
DESTDIR ?=

# As many jobs as processors, unless make was told how many.
jobs = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))

# V=1 shows every command whole.
ifeq ($(V),)
  say = @echo "  $(1)  $@";
else
  say =
endif

# What each layer may include, lowest first. `make check` holds the sources against this table,
# and a layer's tests link with exactly these.
LAYERS := base stream envelope wire model ops draw views term engine app demo cli
may_base   :=
may_stream := base
may_envelope := base stream
may_wire   := base stream
may_model  := base stream envelope
may_ops    := base stream envelope model
may_draw   := base
may_views  := base stream envelope model ops draw
may_term   := base draw
may_engine := base stream envelope wire model ops
may_app    := base stream envelope wire model ops draw views term engine
may_demo   := base stream wire
may_cli    := base stream envelope model ops engine demo

BUILD_LIBS := hiredis libuv ncursesw libcjson libpcre2-8 libcrypto libmicrohttpd
TEST_LIBS  := cmocka vterm

pkg = $(shell pkg-config $(1) $(2) 2>/dev/null)
accepts = $(shell printf 'int main(void){return 0;}' | $(CC) -Werror $(1) -x c -o /dev/null - 2>/dev/null && printf '%s' '$(1)')

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wconversion \
	-Wformat=2 -Werror
HARDEN = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fno-delete-null-pointer-checks \
	-fno-strict-overflow $(call accepts,-fstack-clash-protection) $(call accepts,-fcf-protection=full) \
	$(call accepts,-mbranch-protection=standard) $(call accepts,-fstrict-flex-arrays=3) \
	$(call accepts,-ftrivial-auto-var-init=zero)
OPTIMISE ?= -O2 -g
SANITISE ?=
ifeq ($(SANITISE),)
  FLAGS := $(OPTIMISE) $(HARDEN)
else
  FLAGS := -O1 -g -fno-omit-frame-pointer $(SANITISE)
endif
CPPFLAGS += -Iinclude -D_XOPEN_SOURCE=700 $(filter -I%,$(call pkg,--cflags,$(BUILD_LIBS) $(TEST_LIBS)))
CFLAGS   := -std=c11 $(WARNINGS) $(FLAGS) -fPIE $(CFLAGS)
LDFLAGS  += -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed $(SANITISE)
LDLIBS   := $(filter -l% -L%,$(call pkg,--libs,$(BUILD_LIBS))) -lm
TEST_LDLIBS := $(filter -l% -L%,$(call pkg,--libs,$(TEST_LIBS))) $(LDLIBS)

src_of  = $(wildcard src/$(1)/*.c)
obj_of  = $(patsubst %.c,$(BUILD)/%.o,$(call src_of,$(1)))
below   = $(sort $(1) $(foreach l,$(may_$(1)),$(call below,$(l))))
libs_of = $(foreach l,$(call below,$(1)),$(BUILD)/lib$(l).a)
ALL_LIBS := $(foreach l,$(LAYERS),$(BUILD)/lib$(l).a)

# A test is a program of its own: tests/LAYER/test_X.c. tests/system/ drives the whole program.
may_system := $(LAYERS)
SUPPORT  := $(BUILD)/libsupport.a
TESTS    := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/test_*.c))

.DEFAULT_GOAL := all
.PHONY: all demo test test-build check asan bench fuzz golden cover install uninstall dist clean help need-build need-test
.SECONDARY:
.DELETE_ON_ERROR:

all: need-build
	@$(MAKE) $(jobs) --no-print-directory $(BUILD)/rivermaster

demo: need-build
	@$(MAKE) $(jobs) --no-print-directory $(BUILD)/rivermaster
	@$(BUILD)/rivermaster demo $(DEMO)

test: need-test
	@$(MAKE) $(jobs) --no-print-directory check
	@$(MAKE) $(jobs) --no-print-directory $(BUILD)/rivermaster test-build
	@BUILD=$(BUILD) sh tests/run $(ONLY)

test-build: $(TESTS)

need-build:
	@sh .ci/need build

need-test:
	@sh .ci/need test

check:
	@sh tests/check/all $(foreach l,$(LAYERS),"$(l):$(may_$(l))")

asan: need-test
	@$(MAKE) $(jobs) --no-print-directory BUILD=$(BUILD)/asan SANITISE="-fsanitize=address,undefined -fno-sanitize-recover=all" test-only

test-only: $(BUILD)/rivermaster test-build
	@BUILD=$(BUILD) sh tests/run $(ONLY)
.PHONY: test-only

golden: need-test
	@$(MAKE) $(jobs) --no-print-directory $(BUILD)/rivermaster test-build
	@GOLDEN=write BUILD=$(BUILD) sh tests/run draw
	@GOLDEN=write BUILD=$(BUILD) sh tests/run views

$(BUILD)/rivermaster: $(BUILD)/src/main.o $(ALL_LIBS)
	$(call say,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(BUILD)/src/main.o -Wl,--start-group $(ALL_LIBS) -Wl,--end-group $(LDLIBS)

define layer_rules
$(BUILD)/lib$(1).a: $(call obj_of,$(1))
	@rm -f $$@
	@ar rcs $$@ $$^
$(patsubst %.c,$(BUILD)/%,$(wildcard tests/$(1)/test_*.c)): $(BUILD)/%: $(BUILD)/%.o $(SUPPORT) $(call libs_of,$(1))
	$$(call say,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $$@ $$< -Wl,--start-group $(SUPPORT) $(call libs_of,$(1)) -Wl,--end-group $(TEST_LDLIBS)
endef
$(foreach l,$(LAYERS),$(eval $(call layer_rules,$(l))))

$(patsubst %.c,$(BUILD)/%,$(wildcard tests/system/test_*.c)): $(BUILD)/%: $(BUILD)/%.o $(SUPPORT) $(BUILD)/libbase.a $(BUILD)/libstream.a
	$(call say,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(SUPPORT) $(BUILD)/libbase.a $(BUILD)/libstream.a -Wl,--end-group $(TEST_LDLIBS)

$(SUPPORT): $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/support/*.c))
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/src/base/version.o: CPPFLAGS += -DRIVERMASTER_VERSION='"$(VERSION)"'
$(BUILD)/src/base/version.o: Makefile

# A scenario's part of the configuration is a file that people can copy, and a text in the program.
SCENARIOS := $(wildcard share/scenarios/*.conf)
$(BUILD)/gen/%.conf.h: share/scenarios/%.conf
	@mkdir -p $(@D)
	@sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $< >$@
SHIPPED := $(patsubst share/scenarios/%.conf,$(BUILD)/src/demo/%.o,$(SCENARIOS))
$(SHIPPED): CPPFLAGS += -I$(BUILD)/gen
$(SHIPPED): $(BUILD)/src/demo/%.o: $(BUILD)/gen/%.conf.h

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call say,CC  )$(CC) $(CPPFLAGS) -Itests $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC  )$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Each parser of outside bytes has a fuzzer: tests/fuzz/fuzz_X.c. SECONDS_EACH of coverage-guided running.
FUZZ := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
SECONDS_EACH ?= 20
FUZZ_LAYERS := base stream envelope wire draw term model ops engine

$(BUILD)/fuzz/%: tests/fuzz/%.c $(foreach l,$(FUZZ_LAYERS),$(wildcard src/$(l)/*.[ch] include/$(l)/*.h))
	@mkdir -p $(@D)
	$(call say,FUZZ)clang $(CPPFLAGS) -DRIVERMASTER_VERSION='"$(VERSION)"' -std=c11 -g -O1 \
		-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o $@ $< $(foreach l,$(FUZZ_LAYERS),$(call src_of,$(l))) $(LDLIBS)

fuzz: need-build
	@command -v clang >/dev/null || { echo "make fuzz needs clang and its runtime: apt-get install clang libclang-rt-14-dev" >&2; exit 2; }
	@$(MAKE) $(jobs) --no-print-directory $(FUZZ)
	@for f in $(FUZZ); do \
		mkdir -p $$f.corpus; echo "$$f: $(SECONDS_EACH) s"; \
		$$f -max_total_time=$(SECONDS_EACH) -verbosity=0 -print_final_stats=0 -artifact_prefix=$$f. $$f.corpus >$$f.log 2>&1 || { tail -n 40 $$f.log; exit 1; }; \
	done; echo "fuzz: $(words $(FUZZ)) fuzzers ran without a finding"

cover: need-test
	@$(MAKE) $(jobs) --no-print-directory BUILD=$(BUILD)/cover SANITISE=--coverage test-only
	@cd $(BUILD)/cover && for l in $(LAYERS); do \
		gcov -n -o src/$$l src/$$l/*.o 2>/dev/null | awk -v layer=$$l '/^File .src/ { ours = 1; next } /^File/ { ours = 0 } \
		ours && /^Lines executed/ { sub(/.*:/, ""); split($$0, p, "% of "); lines += p[2]; hit += p[1] * p[2] / 100; ours = 0 } \
		END { if (lines) printf "%-8s %6d lines  %5.1f %%\n", layer, lines, 100 * hit / lines }'; done

# The crash tests at every STEP-th byte of each conversation, instead of a sample: hours for 1.
STEP ?= 20
TORTURES := $(addprefix $(BUILD)/tests/system/test_crash,_import _lost _more) $(BUILD)/tests/system/test_crash
torture: need-test
	@$(MAKE) $(jobs) --no-print-directory $(BUILD)/rivermaster $(TORTURES) $(BUILD)/tests/system/test_reads_only
	@for test in $(TORTURES); do TORTURE=$(STEP) BUILD=$(BUILD) $$test || exit 1; done
	@KEYS=100000 BUILD=$(BUILD) $(BUILD)/tests/system/test_reads_only
.PHONY: torture

# tests/bench/bench_X.c: programs that measure and assert no time. BENCH='--rounds 3' gives them options.
$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(SUPPORT) $(call libs_of,model) $(call libs_of,wire)
	$(call say,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(SUPPORT) $(call libs_of,model) $(call libs_of,wire) -Wl,--end-group $(TEST_LDLIBS)

bench: need-test
	@$(MAKE) $(jobs) --no-print-directory $(BUILD)/rivermaster $(addprefix $(BUILD)/tests/bench/bench_,ingest journeys replay)
	@BUILD=$(BUILD) sh tests/bench/run $(BENCH)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/rivermaster/themes \
		$(DESTDIR)$(PREFIX)/share/rivermaster/scenarios
	install -m 755 $(BUILD)/rivermaster $(DESTDIR)$(PREFIX)/bin/rivermaster
	sed 's/@VERSION@/$(VERSION)/' man/rivermaster.1 >$(DESTDIR)$(PREFIX)/share/man/man1/rivermaster.1
	install -m 644 themes/*.theme $(DESTDIR)$(PREFIX)/share/rivermaster/themes/
	install -m 644 $(SCENARIOS) $(DESTDIR)$(PREFIX)/share/rivermaster/scenarios/

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/rivermaster $(DESTDIR)$(PREFIX)/share/man/man1/rivermaster.1
	rm -rf $(DESTDIR)$(PREFIX)/share/rivermaster

dist:
	@mkdir -p $(BUILD)
	git archive --prefix=rivermaster-$(VERSION)/ -o $(BUILD)/rivermaster-$(VERSION).tar.gz HEAD
	@echo $(BUILD)/rivermaster-$(VERSION).tar.gz

help:
	@echo "make            build $(BUILD)/rivermaster"
	@echo "make demo       open the console on a private Redis with traffic (DEMO='--seed 7' gives it options)"
	@echo "make test       the checks and every test; ONLY=wire runs those whose path holds the word"
	@echo "make check      layers, budgets, banned calls, mirror, catalogues"
	@echo "make asan       every test under the address and undefined-behaviour sanitisers"
	@echo "make fuzz       every fuzzer for SECONDS_EACH=20 s      make cover   line coverage by layer"
	@echo "make torture    kill and cut operations at every STEP=20th byte"
	@echo "make golden     write the golden screens anew           make bench   entries followed a second"
	@echo "make install uninstall (PREFIX, DESTDIR)  dist  clean"

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
