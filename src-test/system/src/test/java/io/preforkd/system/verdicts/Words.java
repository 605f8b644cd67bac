package io.preforkd.system.verdicts;

import java.util.List;
import java.util.Random;

/** Text by lot, the same at each run. */
final class Words {
  static final List<String> HAM =
      List.of(
          "the of and to a in on for we at by it is meeting Tuesday agenda minutes review project garden train timetable report please"
              .split(" ", -1));
  static final List<String> SPAM =
      List.of(
          "V1AGRA",
          "click here",
          "million dollars",
          "act now",
          "risk free",
          "Dear Friend",
          "unsubscribe",
          "guaranteed",
          "lottery winner",
          "inheritance",
          "no prescription",
          "100% free",
          "bank account",
          "http://cheap-pills.example.biz/buy",
          "wire transfer",
          "limited offer");

  private static final int LINE = 9;

  private final Random random;

  Words(long seed) {
    random = new Random(seed);
  }

  int below(int end) {
    return random.nextInt(end);
  }

  String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** Lines of words, each with a newline. */
  String lines(List<String> of, int count) {
    StringBuilder text = new StringBuilder();
    for (int word = 1; word <= count * LINE; word++) {
      text.append(one(of)).append(word % LINE == 0 ? "\n" : " ");
    }
    return text.toString();
  }
}
