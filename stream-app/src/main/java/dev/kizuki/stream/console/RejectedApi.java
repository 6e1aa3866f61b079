package dev.kizuki.stream.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kizuki.stream.console.Route.Access;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.rejected.RejectedFacts;
import dev.kizuki.stream.rejected.RejectedTail;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists, shows and replays rejected images. */
final class RejectedApi {
  private static final int MOST = 500;

  private final RejectedTail images;
  private final Pictures pictures;
  private final String topic;
  private final Executor executor;

  /**
   * @param topic the topic of rejected images
   * @param executor writes the answers
   */
  RejectedApi(RejectedTail images, Pictures pictures, String topic, Executor executor) {
    this.images = images;
    this.pictures = pictures;
    this.topic = topic;
    this.executor = executor;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/api/rejected", Access.VIEW, (context, visitor) -> Reply.json(context, list(context))),
        new Route(
            HandlerType.GET,
            "/api/rejected/{partition}/{offset}/image",
            Access.VIEW,
            (context, visitor) -> image(context)),
        Route.of(
            HandlerType.POST,
            "/api/rejected/{partition}/{offset}/replay",
            Access.ACT,
            (context, visitor) -> replay(context)));
  }

  /** The answer: one page of images, and the number of images by reason. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Listing(
      @JsonProperty(required = true) List<RejectedFacts> rejected,
      @JsonProperty(required = true) Map<String, Long> reasons,
      @Nullable Instant next) {}

  private static <T> T answer(Supplier<T> read) {
    try {
      return read.get();
    } catch (ServiceException e) {
      throw Problem.later(
          503, String.valueOf(e.getMessage()), "Try again when the brokers answer.", 5);
    }
  }

  private Listing list(Context context) {
    String device = Api.text(context, "device", "");
    String reason = Api.text(context, "reason", "");
    Instant before = Api.before(context);
    int limit = Api.limit(context);
    if (limit < 1 || limit > MOST) {
      throw Problem.badRequest(
          "limit must be between 1 and %d, was %d".formatted(MOST, limit), "Change the limit.");
    }
    List<RejectedFacts> all =
        answer(images::list).stream()
            .filter(each -> device.isEmpty() || device.equals(each.device()))
            .toList();
    List<RejectedFacts> page =
        all.stream()
            .filter(each -> reason.isEmpty() || reason.equals(each.reason()))
            .filter(each -> before == null || each.at().isBefore(before))
            .limit(limit)
            .toList();
    Map<String, Long> reasons =
        all.stream()
            .map(RejectedFacts::reason)
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    return new Listing(page, reasons, page.size() < limit ? null : page.get(limit - 1).at());
  }

  private RejectedFacts named(Context context) {
    String partition = context.pathParam("partition");
    String offset = context.pathParam("offset");
    if (!partition.matches("[0-9]{1,9}") || !offset.matches("[0-9]{1,18}")) {
      throw Problem.badRequest("the address must name a partition and an offset", "Correct it.");
    }
    return answer(() -> images.find(Integer.parseInt(partition), Long.parseLong(offset)))
        .orElseThrow(
            () ->
                Problem.notFound(
                    "there is no such image among the latest rejected ones",
                    "'kizuki rejected list' lists all of them."));
  }

  private CompletionStage<?> image(Context context) {
    RejectedFacts image = named(context);
    if (!image.canShow()) {
      throw Problem.notFound(
          "the image cannot be shown: " + image.reason(),
          "'kizuki rejected show' writes its bytes to a file.");
    }
    return pictures
        .image(new RecordPlace(topic, image.partition(), image.offset()), PictureApi.side(context))
        .thenAcceptAsync(
            picture -> {
              context.header(Header.CACHE_CONTROL, "private, max-age=3600");
              Reply.send(context, 200, picture.type(), picture.bytes(), false);
            },
            executor);
  }

  private void replay(Context context) {
    RejectedFacts image = named(context);
    if (image.replayed()) {
      throw Problem.of(409, "the image was sent again before", "Load the list again.");
    }
    if (image.originalBytes() != null) {
      throw Problem.of(
          409,
          "Kafka holds only the beginning of this image",
          "The device must send the image again, smaller than limits.maxImageBytes.");
    }
    String refused = answer(() -> images.replay(image.partition(), image.offset())).orElse(null);
    if (refused != null) {
      throw Problem.later(
          503, "the image was not sent: " + refused, "Try again when the brokers answer.", 5);
    }
    Reply.empty(context, 202);
  }
}
