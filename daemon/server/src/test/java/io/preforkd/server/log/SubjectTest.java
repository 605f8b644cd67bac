package io.preforkd.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "pool=web slot=3 gen=17 pid=42 idle after 9 ms; web; 3; 17; -; 42",
        "pool=web slot=3 gen=17 cannot be started: x; web; 3; 17; -; -",
        "pool=web hook=child-exited pid=7 | slot=9; web; -; -; child-exited; 7",
        "pool=web template pid=7 ready after 1 ms; web; -; -; -; 7",
        "pool=web training | pid=3; web; -; -; -; -",
        "pool=a.b-c stopped; a.b-c; -; -; -; -",
        "pool=web slot=99999999999 gen=1; web; -; -; -; -"
      })
  void isTheNameBeforeTheWords(
      String line, String pool, Integer slot, Long gen, String hook, Integer pid) {
    Subject subject = Subject.of(line).orElseThrow();
    assertEquals(pool, subject.pool());
    assertEquals(Optional.ofNullable(slot), subject.slot());
    assertEquals(Optional.ofNullable(gen), subject.generation());
    assertEquals(Optional.ofNullable(hook), subject.hook());
    assertEquals(Optional.ofNullable(pid), subject.pid());
  }

  @ParameterizedTest
  @CsvSource({"preforkd ready", "no pool=web", "pool=", "''"})
  void nobodyIsNamedElsewhere(String line) {
    assertEquals(Optional.empty(), Subject.of(line));
  }
}
