package io.preforkd.config.yaml;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The parser's events, one at a time; its exceptions become ours, with their places. */
final class EventStream {
  private static final String QUOTES =
      "indent by spaces, never tabs; a text that begins with * & [ { ! % @ or holds \": \" needs quotes";

  private final Path file;
  private final String text;
  private final Iterator<Event> events;
  private Event ahead;

  EventStream(Path file, String text) {
    this.file = file;
    this.text = text;
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file.toString())
            .setCodePointLimit(YamlFile.MAX_BYTES)
            .build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  Event peek() throws YamlException {
    if (ahead == null) {
      ahead = pull();
    }
    return ahead;
  }

  Event next() throws YamlException {
    Event event = peek();
    ahead = null;
    return event;
  }

  /** Takes the next event if it is of this kind. */
  boolean skipped(Event.ID id) throws YamlException {
    if (peek().getEventId() != id) {
      return false;
    }
    ahead = null;
    return true;
  }

  /** Takes the next event, which the grammar says is of this kind. */
  void skip(Event.ID id) throws YamlException {
    if (!skipped(id)) {
      throw new IllegalStateException("the YAML parser gave " + ahead + " in place of " + id);
    }
  }

  Place place(Event event) {
    return event.getStartMark().map(this::place).orElseGet(() -> Place.wholeOf(file));
  }

  private Place place(Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private Event pull() throws YamlException {
    try {
      return events.next();
    } catch (MarkedYamlEngineException e) {
      throw new YamlException(place(e), "not YAML: " + sentence(e), QUOTES);
    } catch (ReaderException e) {
      String character = String.format("U+%04X", e.getCodePoint());
      throw new YamlException(
          place(e.getPosition()), "the character " + character + " is not allowed", "remove it");
    } catch (YamlEngineException e) {
      throw new YamlException(Place.wholeOf(file), "not YAML: " + e.getMessage(), QUOTES);
    }
  }

  private Place place(MarkedYamlEngineException e) {
    Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
    return mark.map(this::place).orElseGet(() -> Place.wholeOf(file));
  }

  /** The reader counts code points from the start of the text. */
  private Place place(int position) {
    String before = text.substring(0, text.offsetByCodePoints(0, position));
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return new Place(file, line, before.length() - before.lastIndexOf('\n'));
  }

  private static String sentence(MarkedYamlEngineException e) {
    String problem = e.getProblem() == null ? "" : e.getProblem();
    return e.getContext() == null ? problem : e.getContext() + ", " + problem;
  }
}
