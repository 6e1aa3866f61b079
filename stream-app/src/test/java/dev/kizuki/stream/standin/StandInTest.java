package dev.kizuki.stream.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.mqtt.MqttFailure;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StandInTest {
  private final AtomicLong nanoTime = new AtomicLong();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final FakeSession session = new FakeSession();
  private final StandIn standIn =
      new StandIn(
          "peer", 10, told -> session, TestModels.metrics(registry).standIns(), nanoTime::get);

  /** A session as the test wants it. */
  static final class FakeSession implements StandIn.Session {
    boolean ready = true;
    int unacknowledged;
    boolean refusesToEnd;
    int unsubscribed;
    boolean ended;
    boolean closed;

    @Override
    public void start() {
      // the test says when it is ready
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public int unacknowledged() {
      return unacknowledged;
    }

    @Override
    public void unsubscribe() throws MqttFailure {
      if (refusesToEnd) {
        throw new MqttFailure("refused", 0x87);
      }
      unsubscribed++;
    }

    @Override
    public boolean closeForGood() {
      ended = true;
      return true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private boolean step(boolean served) {
    nanoTime.addAndGet(1_000_000_000);
    return standIn.step(served);
  }

  private void steps(int count) {
    for (int i = 0; i < count; i++) {
      assertThat(step(true)).isFalse();
    }
  }

  @Test
  void goesOnWhileNobodyElseTakesTheImages() {
    for (int i = 0; i < 100; i++) {
      assertThat(step(false)).isFalse();
    }
    assertThat(session.unsubscribed).isZero();
    assertThat(session.ended).isFalse();
  }

  @Test
  void endsAnEmptySession() {
    steps(StandIn.CALM_STEPS);
    assertThat(session.unsubscribed).isOne();
    steps(1);
    assertThat(step(true)).isTrue();
    assertThat(session.ended).isTrue();
  }

  @Test
  void doesNotUnsubscribeWhileTheBrokerSendsAsMuchAsItMay() {
    session.unacknowledged = 6;
    steps(100);
    assertThat(session.unsubscribed).isZero();
    session.unacknowledged = 5;
    steps(2);
    session.unacknowledged = 6;
    steps(1);
    session.unacknowledged = 5;
    steps(2);
    assertThat(session.unsubscribed).isZero();
    steps(1);
    assertThat(session.unsubscribed).isOne();
  }

  @Test
  void waitsForTheLastImages() {
    steps(StandIn.CALM_STEPS);
    for (int i = 0; i < 10; i++) {
      standIn.arrived();
      steps(1);
    }
    session.unacknowledged = 1;
    steps(10);
    assertThat(session.ended).isFalse();
    session.unacknowledged = 0;
    assertThat(step(true)).isTrue();
    assertThat(registry.get("kizuki.standin.images").counter().count()).isEqualTo(10);
  }

  @Test
  void beginsAgainAfterANewConnection() {
    steps(StandIn.CALM_STEPS);
    session.ready = false;
    steps(5);
    session.ready = true;
    standIn.ready();
    steps(StandIn.CALM_STEPS);
    assertThat(session.unsubscribed).isEqualTo(2);
    assertThat(session.ended).isFalse();
  }

  @Test
  void triesAgainIfTheBrokerRefusesToUnsubscribe() {
    session.refusesToEnd = true;
    steps(20);
    assertThat(session.ended).isFalse();
    session.refusesToEnd = false;
    for (int i = 0; i < 2 * StandIn.CALM_STEPS && !session.ended; i++) {
      step(true);
    }
    assertThat(session.unsubscribed).isOne();
    assertThat(session.ended).isTrue();
  }

  @Test
  void doesNothingAfterItsSessionWasTaken() {
    standIn.takenOver();
    steps(20);
    assertThat(standIn.isReady()).isFalse();
    assertThat(session.unsubscribed).isZero();
  }
}
