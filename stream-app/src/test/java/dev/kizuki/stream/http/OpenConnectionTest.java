package dev.kizuki.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenConnectionTest {
  private static final ConnectionLimits LIMITS =
      new ConnectionLimits(10, 20, Duration.ofSeconds(10), Duration.ofSeconds(90));

  private final AtomicLong now = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final OpenConnection connection = new OpenConnection(bytes::get, now::get);

  private void sleep(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void aNewConnectionOwesARequest() {
    sleep(10);
    assertThat(connection.isOverdue(LIMITS)).isFalse();
    sleep(1);
    assertThat(connection.isOverdue(LIMITS)).isTrue();
  }

  @Test
  void bytesOfTheFirstHeadDoNotExtendItsTime() {
    for (int i = 0; i < 10; i++) {
      bytes.incrementAndGet();
      sleep(1);
      assertThat(connection.isOverdue(LIMITS)).isFalse();
    }
    bytes.incrementAndGet();
    sleep(1);
    assertThat(connection.isOverdue(LIMITS)).isTrue();
  }

  @Test
  void theHeadAndTheAnswerShareOneLimit() {
    sleep(6);
    connection.requestArrived();
    sleep(5);
    assertThat(connection.isOverdue(LIMITS)).isTrue();
  }

  @Test
  void anIdleConnectionMayStayLonger() {
    bytes.set(100);
    connection.requestArrived();
    connection.exchangeEnded();
    sleep(90);
    assertThat(connection.isOverdue(LIMITS)).isFalse();
    sleep(1);
    assertThat(connection.isOverdue(LIMITS)).isTrue();
  }

  @Test
  void theFirstByteOfTheNextRequestBeginsAnExchange() {
    connection.requestArrived();
    connection.exchangeEnded();
    sleep(30);
    bytes.incrementAndGet();
    assertThat(connection.isOverdue(LIMITS)).isFalse();
    sleep(11);
    assertThat(connection.isOverdue(LIMITS)).isTrue();
  }

  @Test
  void anExchangeMayBeginWithoutNewBytes() {
    bytes.set(200);
    connection.requestArrived();
    connection.exchangeEnded();
    connection.requestArrived();
    sleep(11);
    assertThat(connection.isOverdue(LIMITS)).isTrue();
  }

  @Test
  void countsItsRequests() {
    assertThat(connection.requestArrived()).isEqualTo(1);
    connection.exchangeEnded();
    assertThat(connection.requestArrived()).isEqualTo(2);
  }
}
