//! What EC2 says of an instance.

use roxmltree::{Document, Node};

use super::Instance;

/// The tag that AWS gives to an instance of an Auto Scaling group.
const GROUP_TAG: &str = "aws:autoscaling:groupName";

/// The one that was asked for.
pub(super) fn instance(answer: &str) -> Result<Instance, String> {
    let document = Document::parse(answer).map_err(|error| error.to_string())?;
    let set = document.descendants().find(|node| node.has_tag_name_of("instancesSet"));
    let item = set.and_then(|set| set.child("item")).ok_or("no instance")?;
    let text = |name| item.child(name).and_then(|node| node.text());
    let id = text("instanceId").ok_or("no id")?;
    let state =
        item.child("instanceState").and_then(|state| state.child("name")).and_then(|name| name.text());
    Ok(Instance {
        name: match tag(item, "Name").filter(|name| !name.is_empty()) {
            Some(name) => format!("{id} ({name})"),
            None => id.to_owned(),
        },
        state: state.ok_or("no state")?.into(),
        launched: text("launchTime").ok_or("no launch time")?.to_owned(),
        group: tag(item, GROUP_TAG).map(str::to_owned),
        is_on_instance_store: text("rootDeviceType") == Some("instance-store"),
        is_spot: text("instanceLifecycle") == Some("spot"),
    })
}

fn tag<'a>(item: Node<'a, '_>, key: &str) -> Option<&'a str> {
    let tags = item.child("tagSet")?.children();
    let mut values = tags.filter(|tag| tag.child("key").and_then(|node| node.text()) == Some(key));
    values.next()?.child("value")?.text()
}

/// Names here are all of one namespace, of which EC2's API has one a version.
trait ByName<'a, 'input>: Sized {
    fn has_tag_name_of(&self, name: &str) -> bool;
    fn child(&self, name: &str) -> Option<Node<'a, 'input>>;
}

impl<'a, 'input> ByName<'a, 'input> for Node<'a, 'input> {
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }

    fn child(&self, name: &str) -> Option<Node<'a, 'input>> {
        self.children().find(|node| node.has_tag_name_of(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::healing::aws::ec2::State;

    /// Cut from the example in the API's reference.
    const ANSWER: &str = r#"<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
        <requestId>8f7724cf-496f-496e-8fe3-example</requestId>
        <reservationSet><item><reservationId>r-1234567890abcdef0</reservationId><instancesSet><item>
            <instanceId>i-1234567890abcdef0</instanceId>
            <instanceState><code>16</code><name>running</name></instanceState>
            <launchTime>2020-06-25T10:00:00.000Z</launchTime>
            <rootDeviceType>ebs</rootDeviceType>
            <tagSet>
                <item><key>Name</key><value>Server_1</value></item>
                <item><key>aws:autoscaling:groupName</key><value>web</value></item>
            </tagSet>
            <instanceLifecycle>spot</instanceLifecycle>
        </item></instancesSet></item></reservationSet>
    </DescribeInstancesResponse>"#;

    #[test]
    fn an_instance_is_read() {
        assert_eq!(
            instance(ANSWER),
            Ok(Instance {
                name: "i-1234567890abcdef0 (Server_1)".to_owned(),
                state: State::Running,
                launched: "2020-06-25T10:00:00.000Z".to_owned(),
                group: Some("web".to_owned()),
                is_on_instance_store: false,
                is_spot: true,
            })
        );
    }

    #[test]
    fn what_is_missing_is_told() {
        for (answer, why) in [
            (ANSWER.replace("instancesSet", "other"), "no instance"),
            (ANSWER.replace("instanceId", "other"), "no id"),
            (ANSWER.replace("instanceState", "other"), "no state"),
            (ANSWER.replace("launchTime", "other"), "no launch time"),
        ] {
            assert_eq!(instance(&answer), Err(why.to_owned()));
        }
        assert!(instance("<html>Who are you?").is_err());
    }
}
