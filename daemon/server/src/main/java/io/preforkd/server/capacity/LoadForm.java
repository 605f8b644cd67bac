package io.preforkd.server.capacity;

import io.preforkd.pool.model.Arrivals;
import io.preforkd.pool.model.Arrivals.Step;
import io.preforkd.pool.model.ServiceTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A load as it is written on the command line; all methods refuse what they cannot read. */
public final class LoadForm {
  private static final Pattern COMMA = Pattern.compile(" *, *");
  private static final Pattern FOR = Pattern.compile(" +for +");

  private LoadForm() {}

  /**
   * {@code poisson:RATE}, {@code constant:RATE} or {@code steps:RATE for TIME, ...}.
   *
   * @throws IllegalArgumentException if it is none of them; it says what may be
   */
  public static Arrivals arrivals(String text) {
    String rest = text.substring(text.indexOf(':') + 1);
    return switch (kind(text)) {
      case "poisson" -> Arrivals.poisson(Quantities.rate(rest));
      case "constant" -> Arrivals.constant(Quantities.rate(rest));
      case "steps" -> steps(rest);
      default ->
          throw new IllegalArgumentException(
              "\""
                  + text
                  + "\" is none of poisson:RATE, constant:RATE, steps:RATE for TIME, RATE for TIME, ...");
    };
  }

  private static Arrivals steps(String text) {
    List<Step> steps = new ArrayList<>();
    for (String part : COMMA.split(text.strip(), -1)) {
      String[] step = FOR.split(part, -1);
      if (step.length != 2) {
        throw new IllegalArgumentException("\"" + part + "\" is not a step: write RATE for TIME");
      }
      steps.add(new Step(Quantities.rate(step[0]), Quantities.time(step[1])));
    }
    return new Arrivals(steps, true);
  }

  /**
   * {@code exponential:MEAN}, {@code constant:TIME} or {@code lognormal:MEDIAN,P99}.
   *
   * @throws IllegalArgumentException if it is none of them; it says what may be
   */
  public static ServiceTime service(String text) {
    String rest = text.substring(text.indexOf(':') + 1);
    return switch (kind(text)) {
      case "exponential" -> ServiceTime.exponential(Quantities.time(rest));
      case "constant" -> ServiceTime.constant(Quantities.time(rest));
      case "lognormal" -> lognormal(rest);
      default ->
          throw new IllegalArgumentException(
              "\"" + text + "\" is none of exponential:MEAN, constant:TIME, lognormal:MEDIAN,P99");
    };
  }

  private static ServiceTime lognormal(String text) {
    String[] both = COMMA.split(text, -1);
    if (both.length != 2) {
      throw new IllegalArgumentException("\"" + text + "\" is not MEDIAN,P99, as 50ms,400ms");
    }
    return ServiceTime.lognormal(Quantities.time(both[0]), Quantities.time(both[1]));
  }

  private static String kind(String text) {
    return text.substring(0, Math.max(0, text.indexOf(':')));
  }
}
