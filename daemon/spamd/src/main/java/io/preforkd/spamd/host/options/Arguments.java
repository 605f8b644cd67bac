package io.preforkd.spamd.host.options;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a command line says, by the long names of the options; what {@code -x} and such undo is
 * under the name of what they undo. Of an option that is given twice the last value counts, but for
 * those that make a list.
 */
public final class Arguments {
  private static final Set<String> LISTS = Set.of("allowed-ips", "listen", "pre", "cf");
  private static final Set<String> REMOVED = Set.of("F", "add-from");
  private static final String IGNORED = "stop-at-threshold";
  private static final String IPV4 = "ipv4-only";
  private static final String IPV6 = "ipv6-only";

  /** Options that have a letter and a name which Getopt::Long takes for two. */
  private static final Map<String, String> LONG_NAMES =
      Map.of(
          "c", "create-prefs",
          "d", "daemonize",
          "L", "local",
          "l", "allow-tell",
          "P", "paranoid",
          "Q", "setuid-with-sql",
          "q", "sql-config",
          "v", "vpopmail");

  private static final OptionNames NAMES =
      new OptionNames(OptionTable.STOCK, List.of(OptionSpec.of(OptionTable.DUMP_CONFIG)));

  private final Map<String, String> values = new TreeMap<>();
  private final Map<String, List<String>> lists = new TreeMap<>();
  private final List<String> complaints = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private String removed = "";

  private Arguments() {}

  /** Reads a command line without the program's name; never fails, see {@link #complaints}. */
  public static Arguments of(Collection<String> commandLine) {
    Arguments arguments = new Arguments();
    for (Getopt.Event event : Getopt.read(NAMES, commandLine)) {
      if (arguments.removed.isEmpty()) {
        arguments.take(event);
      }
    }
    return arguments;
  }

  private void take(Getopt.Event event) {
    if (event instanceof Getopt.Given given) {
      take(given.option(), given.value());
    } else if (event instanceof Getopt.Complaint complaint) {
      complaints.add(complaint.text());
    }
  }

  private void take(String option, String value) {
    if (REMOVED.contains(option)) {
      removed = option.length() == 1 ? "-" + option : "--" + option;
    } else if (option.equals(IGNORED)) {
      warnings.add("the -S option has been deprecated and is no longer supported, ignoring");
    } else if (LISTS.contains(option)) {
      lists.computeIfAbsent(option, ignored -> new ArrayList<>()).add(value);
    } else {
      takeOne(option, value);
    }
  }

  private void takeOne(String option, String value) {
    switch (option) {
      case "nouser-config" -> values.put("user-config", "0");
      case "4" -> family(true);
      case "6" -> family(false);
      default -> values.put(LONG_NAMES.getOrDefault(option, option), value);
    }
  }

  private void family(boolean isIpv4) {
    values.put(IPV4, isIpv4 ? "1" : "0");
    values.put(IPV6, isIpv4 ? "0" : "1");
  }

  /** Faults of the command line, in Getopt::Long's words; if there is one, nothing is to be run. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** What is to be said before anything else. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** An option that spamd once had and refuses now; nothing behind it has been read. */
  public Optional<String> removed() {
    return Optional.of(removed).filter(name -> !name.isEmpty());
  }

  /** The value; empty also if it was given as nothing. */
  Optional<String> filled(String option) {
    return given(option).filter(text -> !text.isEmpty());
  }

  /** The value; empty also if it was given as nothing or as 0, which are false to Perl. */
  public Optional<String> text(String option) {
    return given(option).filter(text -> !isFalse(text));
  }

  static boolean isFalse(String text) {
    return text.isEmpty() || text.equals("0");
  }

  /** The value as it was given. */
  public Optional<String> given(String option) {
    return Optional.ofNullable(values.get(option));
  }

  /** Whether it was given, and not undone later. */
  public boolean has(String option) {
    return given(option).filter(value -> !value.equals("0")).isPresent();
  }

  /** The value of an option that takes a number; beyond an int's range the nearest that it has. */
  public Optional<Integer> number(String option) {
    return given(option).map(Arguments::nearest);
  }

  private static int nearest(String digits) {
    BigInteger value = new BigInteger(digits);
    BigInteger most = BigInteger.valueOf(Integer.MAX_VALUE);
    return value.min(most).max(most.negate()).intValue();
  }

  /** All values of an option that makes a list, in their order. */
  public List<String> list(String option) {
    return lists.getOrDefault(option, List.of());
  }

  /** Everything that was given, an option or an element of a list each. */
  List<String> all() {
    List<String> all = new ArrayList<>();
    values.forEach((name, value) -> all.add(name + "=" + value));
    lists.forEach((name, list) -> list.forEach(value -> all.add(name + "[]=" + value)));
    return all;
  }
}
