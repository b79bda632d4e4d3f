import Testing

@testable import Vitals

@Suite struct MeanOpinionScoreTests {
    @Test("never rises with loss, round trip or jitter, and stays within 1…4.5")
    func neverRises() {
        let losses = stride(from: 0.0, through: 100, by: 2.5)
        let delays = [0, 10, 50, 100, 150, 200, 300, 354, 356, 500, 1000, 5000, 1e9]
        for loss in losses {
            for delay in delays {
                for jitter in [0, 1, 5, 20, 80, 300, 1e6] as [Double] {
                    let score = MeanOpinionScore.estimate(loss: loss, roundTripTime: delay, jitter: jitter)
                    #expect(score >= 1 && score <= 4.5)
                    #expect(MeanOpinionScore.estimate(loss: loss + 2.5, roundTripTime: delay, jitter: jitter) <= score)
                    #expect(MeanOpinionScore.estimate(loss: loss, roundTripTime: delay * 1.1, jitter: jitter) <= score)
                    #expect(MeanOpinionScore.estimate(loss: loss, roundTripTime: delay, jitter: jitter * 1.1) <= score)
                }
            }
        }
    }

    @Test("a perfect connection scores 4.4, a useless one 1")
    func ends() {
        #expect(abs(MeanOpinionScore.estimate(loss: 0, roundTripTime: 0, jitter: 0) - 4.41) < 0.01)
        #expect(MeanOpinionScore.estimate(loss: 100, roundTripTime: 5000, jitter: 500) == 1)
    }
}
