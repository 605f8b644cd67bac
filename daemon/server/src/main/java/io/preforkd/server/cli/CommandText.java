package io.preforkd.server.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What there is to say of a command, taken from what its {@code --help} is made of, so that no
 * other text can differ from it.
 */
record CommandText(CommandLine command) {
  /** In a row of picocli's renderers. */
  private static final int DESCRIPTION = 4;

  /** A word, and what it means. */
  record Term(String word, String meaning) {}

  /** As {@code preforkd ctl scale}. */
  String name() {
    return command.getCommandSpec().qualifiedName();
  }

  /** The first sentence, without the full stop. */
  String purpose() {
    return sentences().replaceFirst("(?s)[.:;] .*|\\.$", "");
  }

  String sentences() {
    return joined(command.getCommandSpec().usageMessage().description());
  }

  /** In one line. */
  String synopsis() {
    return command.getHelp().synopsis(0).replaceAll("\\s+", " ").strip();
  }

  List<Term> parameters() {
    Help help = command.getHelp();
    Stream<Term> positional =
        command.getCommandSpec().positionalParameters().stream()
            .map(parameter -> new Term(label(parameter), meaning(help, parameter)));
    Stream<Term> options =
        command.getCommandSpec().options().stream()
            .map(option -> new Term(label(option), meaning(help, option)));
    return Stream.concat(positional, options).toList();
  }

  List<CommandText> commands() {
    return command.getSubcommands().values().stream().map(CommandText::new).toList();
  }

  List<Term> exitCodes() {
    Map<String, String> codes = command.getCommandSpec().usageMessage().exitCodeList();
    return codes.entrySet().stream().map(e -> new Term(e.getKey(), e.getValue())).toList();
  }

  /** What stands below everything else, by paragraphs. */
  List<String> notes() {
    String[] lines = command.getCommandSpec().usageMessage().footer();
    return Arrays.stream(lines).filter(line -> !line.isEmpty()).toList();
  }

  private static String label(PositionalParamSpec parameter) {
    return parameter.paramLabel();
  }

  private static String label(OptionSpec option) {
    String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    return String.join(", ", option.names()) + value;
  }

  private static String meaning(Help help, OptionSpec option) {
    Help.IParamLabelRenderer labels = Help.createMinimalParamLabelRenderer();
    return words(help.createDefaultOptionRenderer().render(option, labels, help.colorScheme()));
  }

  private static String meaning(Help help, PositionalParamSpec parameter) {
    Help.IParamLabelRenderer labels = Help.createMinimalParamLabelRenderer();
    return words(
        help.createDefaultParameterRenderer().render(parameter, labels, help.colorScheme()));
  }

  private static String words(Text[][] rows) {
    List<String> words = new ArrayList<>();
    for (Text[] row : rows) {
      words.add(row[DESCRIPTION].plainString());
    }
    return joined(words.toArray(String[]::new));
  }

  private static String joined(String[] lines) {
    return Arrays.stream(lines).map(String::strip).collect(Collectors.joining(" "));
  }
}
