package dev.kizuki.stream.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeviceRatesTest {
  private final AtomicLong now = new AtomicLong();
  private final Outages outages = new Outages();

  /** An hour after the start, from when on nothing is assumed of the time before it. */
  private DeviceRates rates(double perSecond) {
    DeviceRates rates = new DeviceRates(perSecond, now::get, outages::seconds);
    now.addAndGet(TimeUnit.HOURS.toNanos(1));
    return rates;
  }

  private int allowed(DeviceRates rates, String device, int images) {
    int allowed = 0;
    for (int i = 0; i < images; i++) {
      allowed += rates.allows(device) ? 1 : 0;
    }
    return allowed;
  }

  @Test
  void aBurstPassesAndAFloodDoesNot() {
    DeviceRates rates = rates(10);
    assertThat(allowed(rates, "flooding", 1000)).isEqualTo(50);
    // its neighbour is not touched
    assertThat(allowed(rates, "quiet", 20)).isEqualTo(20);
    now.addAndGet(TimeUnit.SECONDS.toNanos(2));
    assertThat(allowed(rates, "flooding", 1000)).isEqualTo(20);
    now.addAndGet(TimeUnit.HOURS.toNanos(2));
    assertThat(allowed(rates, "flooding", 1000)).isEqualTo(50);
  }

  @Test
  void aSlowRateLetsOneThrough() {
    DeviceRates rates = rates(0.1);
    assertThat(allowed(rates, "d", 5)).isEqualTo(1);
    now.addAndGet(TimeUnit.SECONDS.toNanos(10));
    assertThat(allowed(rates, "d", 5)).isEqualTo(1);
  }

  @Test
  void withoutALimitAllPass() {
    assertThat(allowed(rates(0), "d", 10_000)).isEqualTo(10_000);
  }

  private void outage(long seconds) {
    long begin = now.get();
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    outages.between(begin, now.get());
  }

  @Test
  void afterAnOutageADeviceMayCatchUpOnce() {
    DeviceRates rates = rates(10);
    assertThat(allowed(rates, "d", 1000)).isEqualTo(50);
    outage(600);
    // one that is seen for the first time has nothing to catch up
    assertThat(allowed(rates, "new", 1000)).isEqualTo(50);
    assertThat(allowed(rates, "d", 50_000)).isEqualTo(6_000);
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(allowed(rates, "d", 50_000)).isEqualTo(10);
    // what is always late is no outage to catch up with on top
    for (int i = 0; i < 10; i++) {
      outage(2);
      assertThat(allowed(rates, "d", 50_000)).isEqualTo(20);
    }
    // the same time from another connection
    outages.between(now.get() - TimeUnit.SECONDS.toNanos(2), now.get());
    assertThat(allowed(rates, "d", 50_000)).isZero();
  }

  @Test
  void afterTheStartAnHoursWorthMayCome() {
    DeviceRates rates = new DeviceRates(10, now::get, outages::seconds);
    assertThat(allowed(rates, "d", 50_000)).isEqualTo(36_000 + 50);
    assertThat(allowed(rates, "d", 50_000)).isZero();
  }
}
