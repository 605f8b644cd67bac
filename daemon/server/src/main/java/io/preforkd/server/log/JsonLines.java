package io.preforkd.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.preforkd.config.Log;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A JSON object for each line; the message is the same text as ever. */
final class JsonLines implements Lines {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private final JsonFactory factory = new JsonFactory();

  @Override
  public String of(ILoggingEvent event) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = factory.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      write(event, out);
      out.writeEndObject();
    }
    return text.toString();
  }

  private static void write(ILoggingEvent event, JsonGenerator out) {
    Log.Level level = Levels.of(event.getLevel());
    out.writeStringProperty("time", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
    out.writeStringProperty("level", level.name().toLowerCase(Locale.ROOT));
    out.writeStringProperty("logger", event.getLoggerName());
    out.writeStringProperty("message", event.getFormattedMessage());
    Subject.of(event.getFormattedMessage()).ifPresent(subject -> write(subject, out));
    if (event.getThrowableProxy() != null) {
      out.writeStringProperty("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
  }

  private static void write(Subject subject, JsonGenerator out) {
    out.writeStringProperty("pool", subject.pool());
    subject.slot().ifPresent(slot -> out.writeNumberProperty("slot", slot));
    subject.generation().ifPresent(generation -> out.writeNumberProperty("gen", generation));
    subject.hook().ifPresent(hook -> out.writeStringProperty("hook", hook));
    subject.pid().ifPresent(pid -> out.writeNumberProperty("pid", pid));
  }
}
