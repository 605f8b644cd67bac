package io.preforkd.example;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.preforkd.worker.netty.PipelineHandler;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Answers any HTTP/1.1 request with {@code hello}, once its head is complete, on many connections
 * at one time. A client that asks for {@code Connection: keep-alive} keeps its connection until the
 * child is to leave.
 */
public final class HelloEvents implements PipelineHandler {

  @Override
  public void connected(Channel channel, int listener) {
    channel.pipeline().addLast(new Conversation());
  }

  @Override
  public void draining(Channel channel) {
    channel.pipeline().get(Conversation.class).drain(channel);
  }

  /** One connection's requests, one after the other. */
  private static final class Conversation extends ChannelInboundHandlerAdapter {
    private static final ByteBuf CLOSE = answer("Connection: close\r\n");
    private static final ByteBuf KEEP = answer("");
    private static final int LONGEST = 8192;

    private final StringBuilder head = new StringBuilder();
    private boolean hasAnswered;
    private boolean isDraining;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      head.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
      for (int end = head.indexOf("\r\n\r\n"); end >= 0; end = head.indexOf("\r\n\r\n")) {
        String request = head.substring(0, end);
        head.delete(0, end + 4);
        answer(context, request);
      }
      if (head.length() > LONGEST) {
        var ignored = context.close();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    /**
     * A client between two requests has nothing in hand. The first request of one that has just
     * come may be in the kernel still.
     */
    void drain(Channel channel) {
      isDraining = true;
      if (hasAnswered && head.length() == 0) {
        var ignored = channel.close();
      }
    }

    private void answer(ChannelHandlerContext context, String request) {
      hasAnswered = true;
      if (!isDraining && request.toLowerCase(Locale.ROOT).contains("\r\nconnection: keep-alive")) {
        var ignored = context.write(KEEP.duplicate());
      } else {
        var ignored =
            context.writeAndFlush(CLOSE.duplicate()).addListener(ChannelFutureListener.CLOSE);
      }
    }

    private static ByteBuf answer(String header) {
      String text = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n" + header + "\r\nhello\n";
      return Unpooled.unreleasableBuffer(
          Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII)));
    }
  }
}
