package dev.kizuki.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenConnectionTest {
  private static final ConnectionLimits LIMITS =
      new ConnectionLimits(10, 20, Duration.ofSeconds(10), Duration.ofSeconds(90));

  private final AtomicLong now = new AtomicLong();
  private final FakeConnection bytes = new FakeConnection();
  private final OpenConnection connection = new OpenConnection(bytes, now::get);

  private void sleep(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private boolean isOverdue() {
    connection.noticeBytes();
    return connection.isOverdue(LIMITS);
  }

  @Test
  void aNewConnectionOwesARequest() {
    sleep(10);
    assertThat(isOverdue()).isFalse();
    sleep(1);
    assertThat(isOverdue()).isTrue();
  }

  @Test
  void bytesOfTheFirstHeadDoNotExtendItsTime() {
    for (int i = 0; i < 10; i++) {
      bytes.receive(1);
      sleep(1);
      assertThat(isOverdue()).isFalse();
    }
    bytes.receive(1);
    sleep(1);
    assertThat(isOverdue()).isTrue();
  }

  @Test
  void theHeadAndTheAnswerShareOneLimit() {
    sleep(6);
    connection.requestArrived();
    sleep(5);
    assertThat(isOverdue()).isTrue();
  }

  @Test
  void anIdleConnectionMayStayLonger() {
    bytes.receive(100);
    connection.requestArrived();
    connection.exchangeEnded();
    sleep(90);
    assertThat(isOverdue()).isFalse();
    sleep(1);
    assertThat(isOverdue()).isTrue();
  }

  @Test
  void theFirstByteOfTheNextRequestBeginsAnExchange() {
    connection.requestArrived();
    connection.exchangeEnded();
    sleep(30);
    bytes.receive(1);
    assertThat(isOverdue()).isFalse();
    sleep(11);
    assertThat(isOverdue()).isTrue();
  }

  @Test
  void anExchangeMayBeginWithoutNewBytes() {
    bytes.receive(200);
    connection.requestArrived();
    connection.exchangeEnded();
    connection.requestArrived();
    sleep(11);
    assertThat(isOverdue()).isTrue();
  }

  @Test
  void countsItsRequests() {
    connection.requestArrived();
    connection.exchangeEnded();
    connection.requestArrived();
    assertThat(connection.requests()).isEqualTo(2);
  }
}
