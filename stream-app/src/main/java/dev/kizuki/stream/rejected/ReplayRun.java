package dev.kizuki.stream.rejected;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One pass of a replay over the topic of rejected images. Sends images in batches and counts them.
 */
final class ReplayRun implements Consumer<RejectedImage> {
  private final Predicate<RejectedImage> chosen;
  private final boolean dryRun;
  private final int batch;
  private final Resender resender;
  private final List<RejectedImage> waiting = new ArrayList<>();
  private final Map<String, String> refused = new LinkedHashMap<>();
  private int due;
  private int cut;
  private int sentBefore;

  /**
   * @param batch number of images that are sent before their marks are written
   */
  ReplayRun(Predicate<RejectedImage> chosen, boolean dryRun, int batch, Resender resender) {
    this.chosen = chosen;
    this.dryRun = dryRun;
    this.batch = batch;
    this.resender = resender;
  }

  @Override
  public void accept(RejectedImage image) {
    if (!chosen.test(image)) {
      return;
    }
    if (image.sentAgain()) {
      sentBefore++;
    } else if (image.isCut()) {
      cut++;
    } else {
      due++;
      send(image);
    }
  }

  private void send(RejectedImage image) {
    if (dryRun) {
      return;
    }
    waiting.add(image);
    if (waiting.size() == batch) {
      flush();
    }
  }

  private void flush() {
    refused.putAll(resender.send(waiting));
    waiting.clear();
  }

  /** Sends the images that still wait, and returns the counts. */
  Replay finish() {
    flush();
    return new Replay(due - refused.size(), cut, sentBefore, refused);
  }
}
