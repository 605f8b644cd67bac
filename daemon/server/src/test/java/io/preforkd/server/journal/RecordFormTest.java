package io.preforkd.server.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.preforkd.pool.Action;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.Event;
import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.SizeOrder;
import io.preforkd.pool.SlotState;
import io.preforkd.server.testing.PoolSpecs;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

class RecordFormTest {
  private static final int TIMES = 20;

  /** Whoever adds an event or an action to the core finds it here. */
  static Stream<Class<?>> everyEventAndAction() {
    return Stream.of(Event.class, Action.class, SizeOrder.class)
        .flatMap(Samples::types)
        .filter(type -> type != Event.Reconfigured.class);
  }

  @ParameterizedTest
  @MethodSource("everyEventAndAction")
  void everyEventAndActionIsReadAsItWasWritten(Class<?> type) {
    long seed = Long.getLong("seed", 1);
    Samples samples = new Samples(seed);
    for (int i = 0; i < TIMES; i++) {
      Object sample = samples.of(type);
      Class<?> declared = type.getInterfaces()[0];
      assertEquals(sample, there(sample, declared), "seed " + seed);
    }
  }

  @Test
  void aSpecIsReadAsItWasWritten() {
    for (PoolMode mode : PoolMode.values()) {
      PoolSpec spec = PoolSpecs.of(mode);
      assertEquals(spec, there(spec, PoolSpec.class));
      assertEquals(new Event.Reconfigured(spec), there(new Event.Reconfigured(spec), Event.class));
    }
  }

  @Test
  void aReasonMayBeMissing() {
    Action gone = new Action.Gone(1, 2, SlotState.BUSY, null, 3, true);
    assertEquals(gone, there(gone, Action.class));
    assertEquals("[\"Gone\",1,2,\"BUSY\",null,3,true]", write(gone, Action.class));
  }

  @Test
  void aSetIsWrittenInOrder() {
    Event retire = new Event.Retire(Set.of(3, 1, 2));
    assertEquals("[\"Retire\",[1,2,3]]", write(retire, Event.class));
  }

  @Test
  void anOrdinaryRecordIsShort() {
    List<Object> usual =
        List.of(new Event.ChildIdle(3, 1234, 567), new Action.Order(3, 1234, 0, true, 1));
    usual.forEach(one -> assertFalse(write(one, one.getClass().getInterfaces()[0]).length() > 30));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "7",
        "null",
        "[\"Explode\"]",
        "[\"ChildIdle\",1,2]",
        "[\"ChildIdle\",1,2,3,4]",
        "[\"ChildIdle\",\"1\",2,3]",
        "[\"ChildIdle\",1.5,2,3]",
        "[\"ChildIdle\",null,2,3]",
        "[\"ChildIdle\",4294967296,2,3]",
        "[\"ChildFailed\",1,2,\"BOREDOM\"]",
        "[\"Retire\",7]",
        "[\"Reconfigured\",[1]]",
        "[\"Tick\",1]"
      })
  void whatIsNoEventIsRefused(String json) {
    assertThrows(
        IllegalArgumentException.class,
        () -> requirePresent(RecordReader.read(JsonMapper.shared().readTree(json), Event.class)));
  }

  private static void requirePresent(Object value) {
    if (value == null) {
      throw new IllegalArgumentException("null");
    }
  }

  @Test
  void theCauseOfARefusalIsTold() {
    String spec =
        write(PoolSpecs.of(PoolMode.DYNAMIC), PoolSpec.class).replace("12,2,2,4", "0,2,2,4");
    Exception refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> RecordReader.read(JsonMapper.shared().readTree(spec), PoolSpec.class));
    assertFalse(refused.getMessage().indexOf("max must be at least 1") < 0, refused.getMessage());
    assertEquals(EndReason.LEFT, there(EndReason.LEFT, EndReason.class));
  }

  private static Object there(Object value, Class<?> declared) {
    return RecordReader.read(JsonMapper.shared().readTree(write(value, declared)), declared);
  }

  private static String write(Object value, Class<?> declared) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JsonMapper.shared().createGenerator(text)) {
      new RecordWriter(out).write(value, declared);
    }
    return text.toString();
  }
}
