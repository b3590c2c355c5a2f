//! How values become payloads: the same on both ends, or they cannot read each other.

use temporalio_common::data_converters::{
    DataConverter, DefaultFailureConverter, DefaultPayloadCodec, PayloadConverter,
};

/// What every client and worker of Muster converts with. This is the hook for a codec that encrypts: failures
/// go through it too, because they quote titles and names.
pub fn data_converter() -> DataConverter {
    DataConverter::new(PayloadConverter::default(), DefaultFailureConverter::new(true), DefaultPayloadCodec)
}
