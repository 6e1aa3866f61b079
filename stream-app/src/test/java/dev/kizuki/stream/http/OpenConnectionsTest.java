package dev.kizuki.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {
  private final AtomicLong now = new AtomicLong();
  private final OpenConnections connections = new OpenConnections(3);

  private FakeConnection open() {
    FakeConnection connection = new FakeConnection();
    connections.opened(new OpenConnection(connection, now::get));
    return connection;
  }

  private List<FakeConnection> open(int count) {
    List<FakeConnection> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      opened.add(open());
    }
    return opened;
  }

  private OpenConnection request(FakeConnection connection) {
    return Objects.requireNonNull(connections.requestArrived(connection));
  }

  @Test
  void theOldestWithoutARequestGivesWay() {
    List<FakeConnection> opened = open(5);
    assertThat(opened)
        .extracting(FakeConnection::isClosed)
        .containsExactly(true, true, false, false, false);
    assertThat(connections.size()).isEqualTo(3);
    assertThat(connections.takeSurplus()).isEqualTo(2);
    assertThat(connections.takeSurplus()).isZero();
  }

  @Test
  void newConnectionsDoNotDisplaceAnswers() {
    FakeConnection answered = open();
    request(answered);
    open(100);
    assertThat(answered.isClosed()).isFalse();
    assertThat(connections.size()).isEqualTo(4);
  }

  @Test
  void slowReadersDoNotDisplaceNewConnections() {
    FakeConnection fresh = open();
    List<FakeConnection> readers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      FakeConnection reader = open();
      request(reader);
      readers.add(reader);
    }
    assertThat(fresh.isClosed()).isFalse();
    assertThat(readers)
        .extracting(FakeConnection::isClosed)
        .containsExactly(true, true, false, false, false);
  }

  @Test
  void anAnsweredConnectionIsAsYoungAsANewOne() {
    FakeConnection scraper = open();
    List<FakeConnection> others = open(2);
    connections.exchangeEnded(request(scraper));
    open(1);
    assertThat(scraper.isClosed()).isFalse();
    assertThat(others).extracting(FakeConnection::isClosed).containsExactly(true, false);
  }

  @Test
  void aRequestOnAClosedConnectionIsNotCounted() {
    FakeConnection gone = open();
    OpenConnection exchange = request(gone);
    connections.closed(gone);
    connections.exchangeEnded(exchange);
    assertThat(connections.requestArrived(gone)).isNull();
    assertThat(connections.size()).isZero();
  }

  @Test
  void overdueConnectionsAreClosed() {
    FakeConnection late = open();
    now.set(Duration.ofSeconds(11).toNanos());
    FakeConnection fresh = open();
    connections.closeOverdue(
        new ConnectionLimits(3, 20, Duration.ofSeconds(10), Duration.ofSeconds(90)));
    assertThat(late.isClosed()).isTrue();
    assertThat(fresh.isClosed()).isFalse();
    assertThat(connections.takeSurplus()).isZero();
  }
}
