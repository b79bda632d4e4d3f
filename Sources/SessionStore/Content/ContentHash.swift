import RoomAccess
package import SessionRecords
import VitalsJSON

extension SessionRecord {
    /// SHA-256 of all that the record says, in hexadecimal digits: two records with the same one have the same content.
    package var contentHash: String {
        var canonical = self
        canonical.qualityMetrics = QualityOrder.canonical(qualityMetrics)
        return ContentDigest.sha256(canonical.json.written(numbers: .exact))
    }
}
