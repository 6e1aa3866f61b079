package dev.kizuki.trainer.vae;

/**
 * The result of one pass over the training images. Losses are in nats per image.
 *
 * @param number the number of the epoch, from 1
 * @param loss {@code reconstruction + beta * kl}, over the training images
 * @param reconstruction {@code -log p(x | z)}
 * @param kl {@code KL(q(z | x) || N(0, I))}
 * @param heldOutLoss the loss of held-out normal images, with z = mu
 * @param meanMu the mean of mu over held-out images and dimensions
 * @param meanSigma the mean of sigma = exp(logVariance / 2) over held-out images and dimensions
 */
public record Epoch(
    int number,
    double loss,
    double reconstruction,
    double kl,
    double heldOutLoss,
    double meanMu,
    double meanSigma) {}
