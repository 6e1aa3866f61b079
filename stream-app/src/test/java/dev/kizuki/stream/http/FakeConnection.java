package dev.kizuki.stream.http;

import java.util.EventListener;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** A connection without a socket. */
final class FakeConnection implements Connection {
  private long bytesIn;
  private final EndPoint endPoint = new ByteArrayEndPoint();

  void receive(int bytes) {
    bytesIn += bytes;
  }

  boolean isClosed() {
    return !endPoint.isOpen();
  }

  @Override
  public long getBytesIn() {
    return bytesIn;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void addEventListener(EventListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void removeEventListener(EventListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void onOpen() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void onClose(Throwable cause) {
    throw new UnsupportedOperationException();
  }

  @Override
  public EndPoint getEndPoint() {
    return endPoint;
  }

  @Override
  public boolean onIdleExpired(TimeoutException cause) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long getMessagesIn() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long getMessagesOut() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long getBytesOut() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long getCreatedTimeStamp() {
    throw new UnsupportedOperationException();
  }
}
