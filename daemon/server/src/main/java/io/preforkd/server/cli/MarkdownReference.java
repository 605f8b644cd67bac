package io.preforkd.server.cli;

import io.preforkd.config.ConfigReference;
import java.util.List;

/** The reference in Markdown: commands and keys, from what manual pages and help are made of. */
final class MarkdownReference {
  private final StringBuilder text = new StringBuilder();

  private MarkdownReference() {}

  /** Every command with its options and exit codes. */
  static String commands(CommandText main) {
    MarkdownReference reference = new MarkdownReference();
    reference.paragraph("# Commands");
    reference.command(main, 2);
    return reference.text.toString();
  }

  /** Every key of a configuration. */
  static String configuration() {
    MarkdownReference reference = new MarkdownReference();
    reference.paragraph("# Keys of a configuration");
    reference.paragraph(
        "A dot stands for a key within another, `[]` for each element of a list. "
            + "[preforkd.yaml](../../../config/preforkd.yaml) has them in their places.");
    reference.table(
        "key", ConfigReference.entries().stream().map(MarkdownReference::term).toList());
    return reference.text.toString();
  }

  private static CommandText.Term term(ConfigReference.Entry entry) {
    return new CommandText.Term(entry.path(), entry.description());
  }

  private void command(CommandText command, int level) {
    paragraph("#".repeat(level) + " " + command.name());
    paragraph(escape(command.sentences()));
    paragraph("    " + command.synopsis());
    table("option", command.parameters());
    table("exit code", command.exitCodes());
    command.notes().forEach(note -> paragraph(escape(note)));
    command.commands().forEach(sub -> command(sub, level + 1));
  }

  private void table(String heading, List<CommandText.Term> terms) {
    if (terms.isEmpty()) {
      return;
    }
    text.append("| ").append(heading).append(" | meaning |\n|---|---|\n");
    for (CommandText.Term term : terms) {
      text.append("| `")
          .append(term.word().replace("|", "\\|"))
          .append("` | ")
          .append(escape(term.meaning()))
          .append(" |\n");
    }
    text.append('\n');
  }

  private void paragraph(String words) {
    text.append(words).append("\n\n");
  }

  private static String escape(String words) {
    return words.replaceAll("([|<>*_`\\[\\]$])", "\\\\$1");
  }
}
