package dev.kizuki.stream.topology;

import dev.kizuki.stream.drift.BurnIn;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Knows the burn-ins of the devices of one task. */
interface BurnIns {
  /** No device has a burn-in. */
  BurnIns NONE =
      new BurnIns() {
        @Override
        public @Nullable BurnIn of(WatchedDevice device) {
          return null;
        }

        @Override
        public void learn(WatchedDevice device, String by, Instant now) {}
      };

  /** Returns the complete burn-in of a device under its present model; null if there is none. */
  @Nullable BurnIn of(WatchedDevice device);

  /** Begins the burn-in of a device anew. */
  void learn(WatchedDevice device, String by, Instant now);
}
