package io.preforkd.server.cli;

import io.preforkd.config.ConfigReference;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The manual pages, by the names of their files. */
final class ManualPages {
  private static final int PROGRAMS = 1;
  private static final int FILES = 5;
  private static final int DAEMONS = 8;
  private static final String MAIN = "preforkd";
  private static final String CONFIGURATION = "preforkd.yaml";

  /** Those that run as long as what they serve. */
  private static final Set<String> SERVING = Set.of("preforkd-run", "preforkd-cluster");

  private final CommandText main;
  private final String date;
  private final String source;
  private final Map<String, String> pages = new TreeMap<>();

  private ManualPages(CommandText main, String version, String date) {
    this.main = main;
    this.date = date;
    this.source = MAIN + " " + version;
  }

  /**
   * All pages.
   *
   * @param date of the version, as {@code 2026-01-01}
   * @param spamd what spamd prints at {@code --help}
   */
  static Map<String, String> of(CommandText main, String version, String date, String spamd) {
    ManualPages manual = new ManualPages(main, version, date);
    manual.command(main);
    main.commands().forEach(manual::command);
    manual.configuration();
    manual.spamd(spamd);
    return manual.pages;
  }

  private static String pageOf(CommandText command) {
    return command.name().replace(' ', '-');
  }

  private static int sectionOf(String page) {
    return SERVING.contains(page) ? DAEMONS : PROGRAMS;
  }

  private void command(CommandText command) {
    String page = pageOf(command);
    Roff roff = begin(page, sectionOf(page), command.purpose());
    roff.section("SYNOPSIS").words(command.synopsis());
    roff.section("DESCRIPTION").words(command.sentences());
    roff.section("OPTIONS").terms(command.parameters());
    if (!command.commands().isEmpty()) {
      roff.section("COMMANDS");
      command.commands().forEach(sub -> describe(roff, command, sub));
    }
    if (!command.exitCodes().isEmpty()) {
      roff.section("EXIT STATUS").terms(command.exitCodes());
    }
    if (!command.notes().isEmpty()) {
      roff.section("NOTES");
      roff.paragraphs(command.notes());
    }
    end(roff, page, sectionOf(page));
  }

  /** Commands of preforkd have pages of their own, those of ctl have not. */
  private void describe(Roff roff, CommandText command, CommandText sub) {
    String page = pageOf(sub);
    if (command.equals(main)) {
      roff.term(page + "(" + sectionOf(page) + ")", sub.purpose() + ".");
      return;
    }
    roff.subsection(sub.synopsis()).words(sub.sentences());
    roff.terms(sub.parameters());
    sub.notes().forEach(roff::paragraph);
  }

  private void configuration() {
    Roff roff = begin(CONFIGURATION, FILES, "configuration of preforkd");
    roff.section("DESCRIPTION")
        .words(
            "A file in YAML. A dot stands for a key within another, [] for each element of a list."
                + " preforkd check names every fault with its line and column;"
                + " preforkd config prints what is in force.");
    roff.section("KEYS");
    ConfigReference.entries().forEach(entry -> roff.term(entry.path(), entry.description()));
    end(roff, CONFIGURATION, FILES);
  }

  private void spamd(String help) {
    String page = "preforkd-spamd";
    Roff roff = begin(page, DAEMONS, "SpamAssassin's daemon, with preforkd below");
    roff.section("SYNOPSIS").words("preforkd spamd [options of spamd]");
    roff.section("DESCRIPTION")
        .words(
            "Takes the options of SpamAssassin's spamd and does what they say, with SpamAssassin in"
                + " its children. --dump-config prints the same as a configuration of preforkd.");
    roff.section("OPTIONS").verbatim(help.strip());
    end(roff, page, DAEMONS);
  }

  private Roff begin(String page, int section, String purpose) {
    Roff roff = new Roff(page, section, date, source);
    return roff.section("NAME").words(page + " - " + purpose);
  }

  private void end(Roff roff, String page, int section) {
    roff.section("SEE ALSO").words(seeAlso(page));
    pages.put("man" + section + "/" + page + "." + section, roff.toString());
  }

  private static String seeAlso(String page) {
    String others = page.equals(MAIN) ? "" : "preforkd(1)";
    String file = page.equals(CONFIGURATION) ? "" : "preforkd.yaml(5)";
    return others.isEmpty() || file.isEmpty() ? others + file : others + ", " + file;
  }
}
