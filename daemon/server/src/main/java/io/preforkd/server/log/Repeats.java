package io.preforkd.server.log;

import io.preforkd.config.Log;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which lines are written when one kind of them comes again and again: the first ones of a period
 * are, the others are counted and summed up in one line. A line of the daemon's is of a kind with
 * those of the same template about the same pool, a child's with the same words of that child. It
 * has no clock and is not for several threads.
 */
final class Repeats {
  /** Milliseconds from the first line of a kind to the sum of those that were left out. */
  static final long PERIOD = 10_000;

  /** What children print beyond it is no repeat: each child's last line is kept for a while. */
  private static final int LONGEST = 2_000;

  /**
   * Kinds at a time, of four million characters at the most: each child, template and run of a hook
   * is one, and any number of them can come and go in a period.
   */
  static final int MOST = 2_000;

  private static final String BEFORE_OUTPUT = " | ";

  /**
   * A line.
   *
   * @param template its text before what differs was filled in
   * @param text the whole
   */
  record Line(String logger, Log.Level level, String template, String text) {}

  private record Kind(String logger, Log.Level level, String template, String subject) {}

  private static final class Series {
    private final long began;
    private Line last;
    private int written;
    private int leftOut;

    Series(long began) {
      this.began = began;
    }
  }

  /** In the order in which they began. */
  private final Map<Kind, Series> running = new LinkedHashMap<>();

  private int limit;
  private int owed;

  /**
   * @param limit lines of a kind in a period; 0: all
   */
  Repeats(int limit) {
    this.limit = limit;
  }

  /** Another limit from now on. */
  void limit(int lines) {
    limit = lines;
  }

  /**
   * What is to be written now that this line has come, in its order: sums of what was left out
   * before, and the line itself unless it is one too many.
   *
   * @param now milliseconds
   */
  List<Line> pass(Line line, long now) {
    if ((limit == 0 && running.isEmpty()) || line.text().length() > LONGEST) {
      return List.of(line);
    }
    List<Line> out = over(now);
    Kind kind = kind(line);
    Series series = running.get(kind);
    if (series == null || hasOtherWords(series, line)) {
      series = begin(kind, now, out);
    }
    series.last = line;
    if (limit == 0 || series.written < limit) {
      series.written++;
      out.add(line);
    } else if (series.leftOut++ == 0) {
      owed++;
    }
    return out;
  }

  private Series begin(Kind kind, long now, List<Line> out) {
    sum(kind, running.remove(kind), now, out);
    if (running.size() == MOST) {
      endEldest(now, out);
    }
    Series series = new Series(now);
    running.put(kind, series);
    return series;
  }

  /** The sums of all that is over. */
  List<Line> over(long now) {
    List<Line> out = new ArrayList<>();
    while (!running.isEmpty() && isOver(eldest().getValue(), now)) {
      endEldest(now, out);
    }
    return out;
  }

  /** The sums of all, over or not: no more lines will come. */
  List<Line> end(long now) {
    List<Line> out = new ArrayList<>();
    running.forEach((kind, series) -> sum(kind, series, now, out));
    running.clear();
    return out;
  }

  private Map.Entry<Kind, Series> eldest() {
    return running.entrySet().iterator().next();
  }

  private void endEldest(long now, List<Line> out) {
    Map.Entry<Kind, Series> eldest = eldest();
    running.remove(eldest.getKey());
    sum(eldest.getKey(), eldest.getValue(), now, out);
  }

  /** How many kinds are kept, of each its last line. */
  int kept() {
    return running.size();
  }

  /** Whether something was left out that no line has told of. */
  boolean owesALine() {
    return owed > 0;
  }

  private static boolean isOver(Series series, long now) {
    return now - series.began >= PERIOD;
  }

  /** A child's kind is its name alone, so that there are no more kinds than children. */
  private static boolean hasOtherWords(Series series, Line line) {
    return isOutput(line) && !series.last.text().equals(line.text());
  }

  private static boolean isOutput(Line line) {
    return line.logger().equals(Logging.OUTPUT);
  }

  private static Kind kind(Line line) {
    return new Kind(line.logger(), line.level(), line.template(), subject(line));
  }

  /** What the sum is to begin with: the child's name, or the pool's. */
  private static String subject(Line line) {
    String text = line.text();
    if (!text.startsWith("pool=")) {
      return "";
    }
    int end = text.indexOf(isOutput(line) ? BEFORE_OUTPUT : " ");
    return end < 0 ? "" : text.substring(0, end);
  }

  private void sum(Kind kind, Series series, long now, List<Line> out) {
    if (series == null || series.leftOut == 0) {
      return;
    }
    owed--;
    Line last = series.last;
    String rest = last.text().substring(kind.subject().length()).strip();
    long seconds = Math.max(1, Math.round((now - series.began) / 1e3));
    String text =
        "%s %d more lines like this one were left out within %d s by repeat-limit: %s"
            .formatted(kind.subject(), series.leftOut, seconds, rest)
            .strip();
    out.add(new Line(last.logger(), last.level(), text, text));
  }
}
