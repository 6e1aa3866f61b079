package dev.kizuki.trainer.vae;

/**
 * The losses of a training for photographs, each the mean over some steps.
 *
 * @param step the number of the last of these steps, from 1
 * @param defect the loss of the defect head
 * @param reconstruction {@code -log p(x | z)}, in nats per crop
 * @param kl {@code KL(q(z | x) || N(0, I))}, in nats per crop
 */
public record PhotoStep(int step, double defect, double reconstruction, double kl) {}
